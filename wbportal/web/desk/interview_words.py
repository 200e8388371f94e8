"""What an interview and its fields are called."""

from flask_babel import lazy_gettext

from wbportal.domain.interviews import NO, NOT_TOLD, REPORTER, UNSURE, YES
from wbportal.web.register_forms import FieldWords, RegisterWords

INTERVIEW = RegisterWords(
    title=lazy_gettext("Interviews"),
    about=lazy_gettext(
        "Who was heard, when and how, and what they said. The reporter sees nothing of it but what"
        " you send them to check."
    ),
    add=lazy_gettext("Enter an interview"),
    fields={
        "sort": FieldWords(
            lazy_gettext("Who was heard?"),
            choices={
                REPORTER: lazy_gettext("The reporter"),
                "witness": lazy_gettext("A witness"),
                "accused": lazy_gettext("Somebody accused"),
                "victim": lazy_gettext("Somebody harmed"),
                "expert": lazy_gettext("An expert"),
                "other": lazy_gettext("Somebody else"),
            },
        ),
        "who": FieldWords(
            lazy_gettext("Name, or how they are called here"),
            lazy_gettext("For a reporter without a name: “the reporter”. Never write their name."),
        ),
        "manner": FieldWords(
            lazy_gettext("How?"),
            choices={
                "face-to-face": lazy_gettext("Face to face"),
                "telephone": lazy_gettext("On the telephone"),
                "video": lazy_gettext("By video"),
                "oral-report": lazy_gettext("An oral report"),
            },
        ),
        "held": FieldWords(lazy_gettext("On which day?")),
        "hours": FieldWords(lazy_gettext("From when to when"), lazy_gettext("Like 9:30–11:10.")),
        "place": FieldWords(lazy_gettext("Where")),
        "spoken": FieldWords(lazy_gettext("Language spoken")),
        "interpreter": FieldWords(lazy_gettext("Interpreter")),
        "officer": FieldWords(lazy_gettext("Taken by")),
        "second_officer": FieldWords(lazy_gettext("Second officer")),
        "alone": FieldWords(
            lazy_gettext("Why one alone"),
            lazy_gettext("Only where two are needed and there was one."),
        ),
        "present": FieldWords(
            lazy_gettext("Who else was there"),
            lazy_gettext("One in each line, with what they are."),
        ),
        "minor": FieldWords(
            lazy_gettext("Is this person under 18?"),
            choices={
                NO: lazy_gettext("No"),
                YES: lazy_gettext("Yes"),
                UNSURE: lazy_gettext("I am not sure"),
            },
        ),
        "with_minor": FieldWords(
            lazy_gettext("Who was with the child"),
            lazy_gettext(
                "Somebody they trust, a guardian, a psychologist or a social worker. If nobody"
                " was, say why."
            ),
        ),
        "rights": FieldWords(
            lazy_gettext("Were they told their rights?"),
            choices={
                "told": lazy_gettext("Yes, before it began"),
                NOT_TOLD: lazy_gettext("No"),
            },
        ),
        "rights_note": FieldWords(
            lazy_gettext("What they were told, or why not"),
            lazy_gettext("What it is used for, who reads it, that they need not answer."),
        ),
    },
)
