"""움직이는 것: 단계를 넘기는 페이지와 슬라이드.

Play the steps of the two passes. An animation flows in, a page or numbered frames flow out:

==========  ====================================================================
stage       the laid-out drawing as elements whose cells can change
captions    the sentence above a frame
frames      a picture for each step
animated    all frames as one moving picture
page        one HTML file that plays the steps; its parts lie in ``assets``
arithmetic  the op table's rules as JavaScript, and a graph as plain numbers
==========  ====================================================================
"""

from .document import iframe
from .frames import save_frames
from .page import to_html

__all__ = ["iframe", "save_frames", "to_html"]
