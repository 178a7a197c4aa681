"""A picture for the camera of a phone, as an address that an `<img>` of the strict policy takes."""

import base64


def picture_of(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
