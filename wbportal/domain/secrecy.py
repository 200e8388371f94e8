"""How secret a document is: the classes of the Thai Rule on Official Secrets B.E. 2544."""

from enum import StrEnum


class Secrecy(StrEnum):
    """A class; it stands on top and at the bottom of every page of a document that has one."""

    NONE = "none"
    CONFIDENTIAL = "confidential"  # ลับ
    SECRET = "secret"  # ลับมาก  # noqa: S105 - a class
    TOP_SECRET = "top-secret"  # ลับที่สุด  # noqa: S105 - a class
