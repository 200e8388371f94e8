"""One report that came by telephone, with the slip that its reporter has not used yet."""

from datetime import timedelta
from secrets import token_hex
from uuid import UUID

from wbportal.casework import entering, joined_cases
from wbportal.casework.entering import WrittenDown
from wbportal.casework.intake import Report
from wbportal.casework.keyholders import Person
from wbportal.casework.recorded import Came
from wbportal.domain.channels import Channel
from wbportal.domain.questionnaire import QUESTIONNAIRE
from wbportal.portal import Portal

_TEXT = (
    "ผู้แจ้งโทรมา บอกว่ารถรับส่งนักเรียนของโรงเรียนได้งบประมาณแล้ว แต่คนขับยังเก็บเงินเด็กคนละ"
    " 300 บาทต่อเดือน บอกว่าเป็นค่าที่นั่ง เก็บมาตั้งแต่เปิดเทอม มีเด็กประมาณ 40 คน"
    " ผู้แจ้งไม่มีสมาร์ตโฟน ขอให้ส่งสลิปทางไปรษณีย์ที่ร้านชำหน้าหมู่บ้าน"
)


def write_down(portal: Portal, who: Person, alike: UUID) -> None:
    """Let somebody write it down, and join it with another case about schools.

    Whoever did finds the slip on the page of the case.
    """
    with portal.work() as work:
        yesterday = work.today - timedelta(days=1)
        answers = {"category": "school_lunch", "version": str(QUESTIONNAIRE.version)}
        report = Report(text=_TEXT, lang="th", answers=answers, category="school_lunch")
        written = WrittenDown(
            report, Came(Channel.TELEPHONE, yesterday), wants_slip=True, shut_out=False
        )
        entering.enter(work, who, entering.new_form(who, token_hex(16)), written)
    with portal.work() as work:
        case_id = entering.entered(work, who).case_id
        entering.hand_over(work, who)
    if case_id is not None:
        with portal.work() as work:
            joined_cases.join(work, who, alike, case_id, leads=True)
