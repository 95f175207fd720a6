"""``python -m tests.checking.attacks``: what is caught, by kind; what is missed, by name."""

from tests.checking.attacks.running import attack, load

if __name__ == "__main__":
    wrong, right = load()
    attack(wrong, "wrong functions caught", wished=True)
    attack(right, "right functions let pass", wished=False)
