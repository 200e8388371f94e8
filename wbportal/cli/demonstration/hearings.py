"""Who was heard in two cases: a child with her aunt, and a reporter who has yet to check it."""

from datetime import timedelta
from uuid import UUID

from wbportal.casework import interviews
from wbportal.casework.keyholders import Person
from wbportal.domain.register_fields import Values
from wbportal.portal import Portal

_WITNESS = (
    "ถาม: เห็นอะไรที่ห้องเก็บพัสดุบ้าง\n"
    "ตอบ: วันนั้นหนูไปรอป้าหลังเลิกเรียน เห็นลุงสองคนขนกล่องเปล่าเข้าไป กล่องเบามาก ลุงถือมือเดียวได้\n"
    "ถาม: รู้ได้อย่างไรว่ากล่องเปล่า\n"
    "ตอบ: ฝากล่องเปิดอยู่ ข้างในไม่มีอะไรเลย"
)
_REPORTER = (
    "Question: How was the price named?\n"
    "Answer: The officer turned the calendar to the third, and held up ten fingers."
)


def hear_thai(portal: Portal, who: Person, second: Person, case_id: UUID) -> None:
    """Hear a witness who is a child."""
    with portal.work() as work:
        values: Values = {
            "sort": "witness",
            "who": "พยาน ก. (เด็กหญิง อายุ 12 ปี)",
            "manner": "face-to-face",
            "held": (work.today - timedelta(days=3)).isoformat(),
            "hours": "16.00–16.25 น.",
            "place": "บ้านของป้า",
            "spoken": "ไทย",
            "officer": str(who.id),
            "second_officer": str(second.id),
            "present": ("ป้าของเด็ก",),
            "minor": "yes",
            "with_minor": "ป้าซึ่งเด็กไว้ใจ และนักสังคมสงเคราะห์ของศูนย์",
            "rights": "told",
            "rights_note": "บอกว่าถามเพื่ออะไร ใครจะได้อ่าน และหยุดเมื่อไรก็ได้",
        }
        interviews.record(work, who, case_id, values, (_WITNESS, "th"))


def hear_english(portal: Portal, who: Person, case_id: UUID) -> None:
    """Hear the reporter, and send them what they said."""
    with portal.work() as work:
        values: Values = {
            "sort": "reporter",
            "who": "The reporter",
            "manner": "telephone",
            "held": (work.today - timedelta(days=2)).isoformat(),
            "hours": "19:30–19:50",
            "spoken": "English",
            "officer": str(who.id),
            "minor": "no",
            "rights": "told",
        }
        made = interviews.record(work, who, case_id, values, (_REPORTER, "en"))
    with portal.work() as work:
        interviews.send_transcript(work, who, case_id, made, (_REPORTER, "en"))
