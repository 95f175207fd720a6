"""움직이는 것: 단계를 넘기는 페이지와 슬라이드.

Play the steps of the two passes. An animation flows in, a page or numbered frames flow out:

=========  =====================================================================
stage      the laid-out drawing as elements whose cells can change
captions   the sentence above a frame
frames     a picture for each step
animated   all frames as one moving picture
page       one HTML file that plays the steps; its parts lie in ``assets``
network_page
           one HTML file in which a network can be tried out
=========  =====================================================================
"""

from .frames import save_frames
from .network_page import to_network_html
from .page import iframe, to_html

__all__ = ["iframe", "save_frames", "to_html", "to_network_html"]
