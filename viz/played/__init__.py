"""움직이는 것: 단계를 넘기는 페이지와 슬라이드.

Play the steps of the two passes. An animation flows in, a page or numbered frames flow out:

============  ==================================================================
stage         the laid-out drawing as elements whose cells can change
captions      the sentence above a frame
frames        a picture for each step
animated      all frames as one moving picture
arithmetic    the op table's rules as JavaScript, and a graph as plain numbers
document      the frame of a page: one HTML file; its parts lie in ``assets``
page          the page of a graph: its steps, and its numbers alive
network_page  the page of a network: circles to open, and training
============  ==================================================================
"""

from .document import iframe
from .frames import save_frames
from .network_page import to_network_html
from .page import to_html

__all__ = ["iframe", "save_frames", "to_html", "to_network_html"]
