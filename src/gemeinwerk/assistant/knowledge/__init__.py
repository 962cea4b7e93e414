"""Knowledge bases: articles, their versions, and the offices that answer for them."""
