"""What a deadline is for, by the words around its moment: sentences as the reader has them, in small letters."""

from __future__ import annotations

import pytest

from tracker.testimony.notice_kinds import kinds_of, names_a_kind, says_what

WRITTEN, ORAL, REMOTE, POSITION = "written-testimony", "oral-sign-up", "remote-sign-up", "position"


@pytest.mark.parametrize(
    ("sentence", "before", "kinds"),
    [
        # What stands before the moment, up to the moment before; bars part the sentence around that.
        ("|submit written testimony by noon|", "", [WRITTEN]),
        ("|sign up to speak by noon|", "", [ORAL]),
        ("|email the clerk to testify by zoom by noon|", "", [REMOTE]),
        ("|file a witness slip by noon|", "", [POSITION]),
        ("|interpreters and written testimony by noon|", "", ["accommodation"]),
        ("|written testimony is welcome; sign up to speak by noon|", "", [ORAL]),
        # What stands behind it, in the whole sentence, and in the one before.
        ("|by noon| sign-up deadline; written testimony is welcome", "", [ORAL]),
        ("|written testimony: the friday noon| sign-up deadline", "", [ORAL]),
        ("|by noon|, written testimony; sign up to speak at the door", "", [WRITTEN]),
        ("|by noon|; sign up to speak", "", [ORAL]),
        ("written testimony by may 5, |or by noon|", "", [WRITTEN]),
        ("|by noon|", "to testify, sign up online.", [ORAL]),
        ("|witnesses by noon|", "", [ORAL]),
        ("|by noon|", "", []),
        # To email somebody says little, unless nothing says more.
        ("|email the clerk by noon| to reserve a time to speak", "", [ORAL]),
        ("|email the clerk by noon|", "", [WRITTEN]),
        # Signing up is for those from elsewhere where the words behind say so of them alone.
        ("|sign up to speak by noon| to join by zoom", "", [REMOTE]),
        ("|sign up to speak by noon| to appear in person or by zoom", "", [ORAL]),
        ("|sign up to speak by noon|, join by zoom", "", [ORAL]),
        ("|sign up to speak by noon|. the zoom link follows", "", [REMOTE]),
        ("|written testimony by noon| to join by zoom", "", [WRITTEN]),
        # Writing and speaking in the same words.
        ("|file a witness slip or register to speak by noon|", "", [POSITION]),
        ("|file a witness slip and written testimony by noon|", "", [WRITTEN, POSITION]),
        ("|if you cannot attend to testify in person, send a statement by noon|", "", [WRITTEN]),
        ("|testify by zoom if you cannot attend; send a request and a statement by noon|", "", [WRITTEN]),
        ("|if you cannot attend, testify by zoom and make your statement by noon|", "", [REMOTE]),
        ("|register to testify and to comment by noon|", "", [ORAL]),
        ("|both oral and written testimony require registration by noon|", "", [ORAL]),
        ("|both oral and written testimony by zoom require registration by noon|", "", [REMOTE]),
        ("|submit written testimony and register to testify by zoom by noon|", "", [WRITTEN, REMOTE]),
        ("|oral and written testimony, register and submit by noon|", "", [WRITTEN, ORAL]),
        ("|submit written testimony and requests to speak by noon|", "", [WRITTEN, ORAL]),
        ("|speakers who bring written testimony by noon|", "", [WRITTEN]),
        ("|forms and one copy of your testimony by noon|", "", [WRITTEN]),
        # Another clause before it does something else.
        ("|written testimony may be emailed, and those who speak must register by noon|", "", [ORAL]),
        ("|testify by zoom as you like, and register by noon|", "", [REMOTE]),
        ("|testimony must be typed and should arrive by noon|", "", [WRITTEN]),
        ("sign up by may 5, |and please call a day ahead| if you need an interpreter", "", ["accommodation"]),
        ("|email the clerk by noon|, and those who speak must register", "", [WRITTEN]),
        # A rule is open for comments; a part of a meeting may be called so too.
        ("|comments on the proposed rule by noon|", "", ["comment-period"]),
        ("|sign up by noon| to speak during the public comment period", "", [ORAL]),
        ("|comments on the proposed rule are welcome, and those who speak must register by noon|", "", [ORAL]),
    ],
)
def test_a_deadline_is_for_what_the_nearest_words_name(sentence: str, before: str, kinds: list[str]) -> None:
    _earlier, clause, tail = sentence.split("|")
    assert kinds_of(clause, tail, sentence.replace("|", ""), before) == kinds


@pytest.mark.parametrize(
    ("sentence", "named", "said"),
    [
        ("sign up", True, True),
        ("email your statement", True, True),
        ("register and email", True, True),
        ("email the clerk", True, False),  # for what?
        ("the public review period", False, True),
        ("the room", False, False),
    ],
)
def test_a_sentence_names_what_one_can_do_and_may_say_what_for(sentence: str, named: bool, said: bool) -> None:
    assert (names_a_kind(sentence), says_what(sentence)) == (named, said)
