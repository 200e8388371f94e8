"""What the demonstration's administrator has set: own words, one question more, a law pack."""

from wbportal.casework import law, questions, settings
from wbportal.casework.keyholders import Person
from wbportal.casework.records import Json
from wbportal.domain.lawpacks import PACKS
from wbportal.domain.own_questions import Plan, own_question
from wbportal.domain.questionnaire import Kind
from wbportal.domain.settings import Topic
from wbportal.domain.wording import Words
from wbportal.portal import Portal

_TEXTS: dict[Topic, dict[str, Words]] = {
    Topic.TEXTS: {
        "handles": Words(
            "เรื่องทุจริตในหน่วยงานของรัฐและท้องถิ่นทุกจังหวัด เรื่องส่วนตัวระหว่างบุคคลเราช่วยไม่ได้",
            "Corruption in public bodies and local councils, in every province. We cannot help with"
            " private quarrels.",
        ),
        "readers": Words(
            "หัวหน้าศูนย์และรองหัวหน้าศูนย์อ่านก่อน แล้วมอบให้เจ้าหน้าที่หนึ่งคน",
            "The director and the deputy read it first, then one officer works on it.",
        ),
        "hours": Words(
            "จันทร์ถึงศุกร์ 9.00–16.30 น. วันหยุดไม่มีใครอ่าน",
            "Monday to Friday, 9:00 to 16:30. Nobody reads on holidays.",
        ),
    },
    Topic.TEMPLATES: {
        "acknowledge": Words(
            "ขอบคุณที่บอกเรา เราอ่านเรื่องของคุณแล้ว และจะบอกความคืบหน้าที่นี่ โปรดอย่าเสี่ยงเพื่อหาหลักฐานเพิ่ม",
            "Thank you for telling us. We have read your report, and tell you here how it goes."
            " Please take no risks to find more evidence.",
        ),
        "ask": Words(
            "เราขอถามเพื่อให้ตรวจสอบได้ตรงจุด ไม่ตอบก็ได้ หากคำตอบจะชี้มาถึงคุณ",
            "We ask so that we look in the right place. You need not answer if that would point"
            " to you.",
        ),
        "feedback": Words(
            "ความคืบหน้าของเรื่อง {reference} ซึ่งเราได้รับเมื่อ {received}: เราจะบอกผลที่นี่ภายใน {feedback}",
            "News of case {reference}, which reached us on {received}. We tell you here what came"
            " of it by {feedback}.",
        ),
        "close": Words(
            "หากคุณเห็นว่าผลนี้ไม่ถูกต้อง ขอให้เราทบทวนได้ที่หน้านี้ รหัสของคุณยังใช้ได้",
            "If you think that this is wrong, ask us here to look again. Your code still works.",
        ),
    },
}
_LABEL = Words("ชื่อหน่วยงาน", "Name of the body")
_HINT = Words("", "")
_CASE_MONTHS = 60


def set_up(portal: Portal, who: Person) -> None:
    """Set what the demonstration shows, as its administrator would on the pages."""
    for topic, texts in _TEXTS.items():
        body: dict[str, Json] = {key: {**words.kept()} for key, words in texts.items()}
        with portal.work() as work:
            settings.write(work, who, topic, body, 0)
    plan = Plan()
    more = own_question(plan.new_place(), Kind.LINE, (_LABEL, _HINT), ())
    with portal.work() as work:
        questions.keep_draft(work, who, plan.with_own(more), 0)
    with portal.work() as work:
        questions.publish(work, who, 1)
    with portal.work() as work:
        settings.write(work, who, Topic.RETENTION, {"case_months": _CASE_MONTHS}, 0)
    with portal.work() as work:
        signed = ("ณัฐธิดา พงษ์ไพบูลย์", "ที่ปรึกษากฎหมาย (legal adviser)")
        law.approve(work, who, "house", PACKS["house"].version, signed, 0)
