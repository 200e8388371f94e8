"""Letters of two cases: one late, one answered, one that waits for a second person."""

from datetime import date, timedelta
from uuid import UUID

from wbportal.casework import letters
from wbportal.casework.keyholders import Person
from wbportal.casework.letter_items import Content, Event, Kind
from wbportal.cli.demonstration import papers
from wbportal.domain.letters import Addressee, Near, Secrecy, Speed, Way
from wbportal.portal import Portal, Work

_DISTRICT = Addressee("กรมส่งเสริมการปกครองท้องถิ่น", "กองกฎหมายและระเบียบท้องถิ่น", "ผู้อำนวยการกอง")
_COMPTROLLER = Addressee("กรมบัญชีกลาง", "กองการพัสดุภาครัฐ", "ผู้อำนวยการกอง")
_TOWN_HALL = Addressee("Town Hall", "Permits and inspection", "Head of section")
_STATISTICS = Addressee("Provincial Fire and Rescue", "Inspection records")


def write_thai(portal: Portal, who: Person, case_id: UUID) -> None:
    """Ask two bodies for papers with one text: one has answered, the other is late."""
    with portal.work() as work:
        today = work.today
        text = (
            "ด้วยศูนย์ฯ อยู่ระหว่างรวบรวมข้อมูลการจัดซื้อครุภัณฑ์คอมพิวเตอร์ของหน่วยงานในจังหวัดทั้งปีงบประมาณ"
            " จึงขอสำเนาประกาศผู้ชนะและสัญญาทุกโครงการในปีงบประมาณ พ.ศ. 2569 เพื่อประกอบการศึกษา"
        )
        content = Content(
            way=Way.OUT,
            to=Addressee(),
            subject="ขอสำเนาเอกสารการจัดซื้อครุภัณฑ์ ปีงบประมาณ 2569",
            text=text,
            lang="th",
            secrecy=Secrecy.CONFIDENTIAL,
            speed=Speed.URGENT,
            enclosures="บัญชีรายชื่อโครงการ 1 ชุด",
            reply_due=today - timedelta(days=1),
        )
        sent = Event(Kind.SENT, today - timedelta(days=5), "ศปป. 0107/2569")
        one, other = letters.write(work, who, case_id, content, [_COMPTROLLER, _DISTRICT], sent)
    _enter(portal, who, case_id, other, _reminded(today))
    words = "ส่งสำเนาสัญญาทุกโครงการมาให้แล้ว ขาดโครงการเดียว"
    answered = Event(Kind.ANSWERED, today, "กค 0405.2/1187", words, "th")
    _enter(portal, who, case_id, one, answered)
    filed = Event(Kind.ENCLOSED, today, words="ภาพถ่ายหนังสือตอบ", lang="th")
    paper = {"name": "หนังสือตอบ กค 0405.2-1187.png", "caption": "0405.2/1187"}
    portal.perform(
        lambda work: letters.enter(work, who, case_id, one, filed, [papers.seal(work, paper)])
    )


def write_english(portal: Portal, who: Person, case_id: UUID) -> None:
    """Write to the unit of somebody accused, which waits, and to somebody else, which has gone."""
    with portal.work() as work:
        today = work.today
        near = Content(
            way=Way.OUT,
            to=Addressee(),
            subject="Register of permits of the last fiscal year",
            text="Please send us the whole register of permits of the fiscal year 2569, with the"
            " dates of all inspections. We look at every section of every town in the province.",
            lang="en",
            near=Near.YES,
            reason="The register is kept nowhere else. We ask every town for the whole year, so"
            " that no single permit stands out.",
        )
        letters.write(work, who, case_id, near, [_TOWN_HALL])
        asked = Content(
            way=Way.OUT,
            to=Addressee(),
            subject="Fire inspections, July to September 2026",
            text="Please tell us which premises your inspectors visited in these three months.",
            lang="en",
            reply_due=today + timedelta(days=3),
        )
        sent = Event(Kind.SENT, today - timedelta(days=11), "CIC 0214/2569")
        letters.write(work, who, case_id, asked, [_STATISTICS], sent)


def _reminded(today: date) -> Event:
    words = "โทรถามแล้ว เจ้าหน้าที่แจ้งว่าหนังสืออยู่ระหว่างเสนอลงนาม"
    return Event(Kind.REMINDED, today, words=words, lang="th")


def _enter(portal: Portal, who: Person, case_id: UUID, letter_id: UUID, event: Event) -> None:
    def enter(work: Work) -> None:
        letters.enter(work, who, case_id, letter_id, event)

    portal.perform(enter)
