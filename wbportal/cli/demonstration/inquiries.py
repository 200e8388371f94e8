"""The inquiries of two cases: one of a school kitchen, far along, and one that has just begun."""

from datetime import date, timedelta
from uuid import UUID

from wbportal.casework import inquiry
from wbportal.casework.inquiry import Inquiry
from wbportal.casework.keyholders import Person
from wbportal.casework.registers import Draft
from wbportal.domain.register_fields import Value, Values
from wbportal.domain.registers import Register
from wbportal.portal import Portal, Work

_SHOP = "ร้านทองดีวัตถุดิบ"


def write_thai(portal: Portal, who: Person, case_id: UUID) -> None:
    """Inquire into the lunches: who, what there is, what it cost, what was found so far."""
    with portal.work() as work:
        found = inquiry.look(work, who, case_id)
    today = found.today
    writer = _Writer(portal, who, case_id, "th")
    _begin_thai(writer, today)
    principal = writer.add(
        Register.SUBJECT,
        name="สุรชัย วงศ์ทอง",
        sort="person",
        role="accused",
        position="ผู้อำนวยการโรงเรียน",
        nickname="ผอ. ชัย",
        former_name="สุรชัย แซ่ตั้ง",
        romanised="Surachai Wongthong",
        aliases=("ผอ. หัวโต",),
    )
    writer.add(Register.SUBJECT, name=_SHOP, sort="organisation", role="beneficiary")
    bills = writer.add(
        Register.EVIDENCE,
        what="ใบส่งของค่าวัตถุดิบ ไม่มีเลขที่ 23 ฉบับ",
        sort="document",
        source="ฝ่ายการเงินของโรงเรียน",
        obtained=_ago(today, 9),
        by=str(who.id),
        place="ตู้เอกสารชั้น 2",
    )
    _hand_on(writer, bills, found)
    for slip in found.files[:1]:
        writer.add(
            Register.EVIDENCE,
            what=slip.name,
            sort="file",
            source="จากผู้แจ้ง",
            obtained=slip.day.isoformat(),
            by=str(who.id),
            sha256=slip.sha256,
        )
    _count_thai(writer, today, (principal, bills))
    _find_thai(writer, today, (principal, bills))


def _hand_on(writer: "_Writer", bills: str, found: Inquiry) -> None:
    today, who = found.today, writer.who
    mine = found.people.get(str(who.id), "")
    for days, holder, seal in ((9, mine, "open"), (4, "ฝ่ายบัญชี", "sealed")):
        writer.add(
            Register.CUSTODY,
            evidence=bills,
            since=_ago(today, days),
            holder=holder,
            seal=seal,
        )


def _count_thai(writer: "_Writer", today: date, items: tuple[str, str]) -> None:
    principal, bills = items
    writer.add(
        Register.PROCUREMENT,
        what="จ้างเหมาวัตถุดิบอาหารกลางวัน ภาคเรียนที่ 1/2569",
        egp="69057123456",
        supplier=_SHOP,
        value="264000",
    )
    writer.add(
        Register.MONEY,
        sort="lost",
        amount="118800",
        currency="THB",
        basis="ยอดเบิกเทียบกับใบส่งของจริง",
        dated=_ago(today, 3),
        evidence=(bills,),
    )
    writer.add(
        Register.STEP,
        accused=principal,
        step="told-of-panel",
        dated=_ago(today, 6),
        document="หนังสือที่ ศปป. 0107/41",
    )


def _begin_thai(writer: "_Writer", today: date) -> None:
    writer.add(Register.PLAN, sort="question", text="เงินค่าอาหารที่เบิกถึงเด็กครบหรือไม่", state="open")
    writer.add(
        Register.PLAN,
        sort="hypothesis",
        text="มีการทำใบส่งของเกินจริงโดยผู้ส่งของที่เป็นญาติ",
        state="open",
    )
    owner = str(writer.who.id)
    for what, days, state in (
        ("ขอบัญชีจ่ายเงินจากโรงเรียน", -2, "open"),
        ("สอบถ้อยคำแม่ครัว", 3, "open"),
        ("ถ่ายรูปป้ายรายการอาหาร", -6, "done"),
    ):
        due = _ago(today, -days)
        writer.add(Register.TASK, what=what, owner=owner, due=due, state=state)
    writer.add(
        Register.ORDER,
        number="41/2569",
        sort="appoints",
        dated=_ago(today, 12),
        issued_by="ผู้อำนวยการศูนย์ฯ",
        members=("นฤมล ประธาน", "กิตติศักดิ์ กรรมการและเลขานุการ"),
    )


def _find_thai(writer: "_Writer", today: date, items: tuple[str, str]) -> None:
    principal, bills = items
    finding = writer.add(
        Register.FINDING,
        allegation="เบิกค่าวัตถุดิบเกินกว่าที่ใช้จริง",
        about=(principal,),
        result="in-part",
        reasons="ใบส่งของ 23 ฉบับไม่มีเลขที่ และยอดรวมสูงกว่าของที่รับ",
        evidence=(bills,),
        dated=_ago(today, 1),
    )
    writer.add(
        Register.MEASURE,
        what="ให้เขตพื้นที่ตรวจการเบิกจ่ายย้อนหลังสองปี",
        sort="system",
        findings=(finding,),
        to="สำนักงานเขตพื้นที่การศึกษา",
        due=_ago(today, -30),
        state="open",
    )


def write_english(portal: Portal, who: Person, case_id: UUID) -> None:
    """Begin to inquire into the permit: a plan, a task, and who is accused."""
    with portal.work() as work:
        today = work.today
    writer = _Writer(portal, who, case_id, "en")
    writer.add(
        Register.PLAN,
        sort="question",
        text="Was the permit stamped before anybody had inspected the guesthouse?",
        state="open",
    )
    writer.add(
        Register.TASK,
        what="Compare the stamp with the book of inspections",
        owner=str(who.id),
        due=_ago(today, -5),
        state="open",
    )
    writer.add(
        Register.SUBJECT,
        name="Wichit Saelim",
        sort="person",
        role="accused",
        position="Licensing officer",
        unit="Town Hall, permits and inspection",
        romanised="วิชิต แซ่ลิ้ม",
    )
    writer.add(
        Register.MONEY,
        sort="lost",
        amount="10000",
        currency="THB",
        basis="What the reporter paid at the counter",
        dated=_ago(today, 60),
    )


class _Writer:
    """Writes items into one case as one person."""

    def __init__(self, portal: Portal, who: Person, case_id: UUID, lang: str) -> None:
        self._portal = portal
        self.who = who
        self._case_id = case_id
        self._lang = lang

    def add(self, register: Register, **values: Value) -> str:
        """Write an item; return its id as others name it."""
        fields: Values = values
        draft = Draft(register, inquiry.to_fields(fields), lang=self._lang)

        def write(work: Work) -> UUID:
            return inquiry.record(work, self.who, self._case_id, draft)

        return str(self._portal.perform(write))


def _ago(today: date, days: int) -> str:
    return (today - timedelta(days=days)).isoformat()
