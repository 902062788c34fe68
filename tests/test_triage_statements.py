"""Messages that say two things in; each heard for itself, and the advice that fits best first, out."""

from __future__ import annotations

import pytest

from assistant.domain import Role, Tier, Triage, Turn
from assistant.triage import build_triage

TRIAGE = build_triage()


def said(*texts: str) -> Triage:
    return TRIAGE([Turn(Role.USER, text) for text in texts])


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Took a diclofenac, came out in hives and keeled over", "allergic_reaction"),
        ("My lips are swelling after the tablet and I blacked out", "allergic_reaction"),
        ("He keeled over running in the sun", "heat_illness"),
        ("She finished the marathon and is talking gibberish, then collapsed", "heat_illness"),
        ("knocked unconscious when the bar fell", "head_neck_injury"),
        ("I swallowed 30 tylenol and fainted", "overdose"),
        ("I fainted between two sets", "vascular_cardiac"),
    ],
)
def test_heart_advice_replaces_no_better_one(text: str, first: str) -> None:
    assert said(text).red_flags[0].id == first


@pytest.mark.parametrize(
    "texts",
    [
        ("Is nurofen good for a sore back?", "I've had about 16 of them"),
        ("how many can I take?", "taken 14 so far"),
        ("Can I take tylenol with this?", "hm, I took 2 many"),
    ],
)
def test_a_medicine_named_before_is_counted_later(texts: tuple[str, ...]) -> None:
    triage = said(*texts)
    assert (triage.tier, triage.red_flags[0].id) == (Tier.EMERGENCY, "overdose")


@pytest.mark.parametrize(
    "text",
    [
        "Weak legs and I can't tell when I need to pee",
        "My legs are weak, I can't feel when I need the loo",
        "I had lung cancer, my legs are weak and I can't tell when I need a wee",
        "No fall, and both feet went numb",
        "It isn't easing and my legs are going numb",
        "My crotch has gone sort of dead",
    ],
)
def test_a_second_statement_stands_for_itself(text: str) -> None:
    assert said(text).tier is Tier.EMERGENCY


@pytest.mark.parametrize("text", ["No numbness and no weakness", "I don't get numbness and tingling in my groin"])
def test_a_denied_list_stays_denied(text: str) -> None:
    assert said(text).tier is Tier.SELF_CARE


@pytest.mark.parametrize("text", ["My friend texted me goodbye", "A mate sent me a suicidal message"])
def test_words_a_friend_sent_are_the_friend_s(text: str) -> None:
    advice = said(text).advice
    assert advice.startswith("Thank you for looking out for them")


def test_a_word_in_between_is_no_faint() -> None:
    assert said("He was out cold for a minute").tier is Tier.EMERGENCY
    assert said("We trained out in the cold and my back is stiff").tier is Tier.SELF_CARE


def test_an_unborn_baby_is_nobody_else() -> None:
    assert "for her" not in said("I'm 31 weeks pregnant and the baby has hardly moved").advice


def test_a_child_s_overdose_gets_a_parent_s_words() -> None:
    assert "child" in said("My son took too many of my tablets").advice


@pytest.mark.parametrize(
    "text",
    [
        "Broke my spine falling off a quad bike in '97. Healed long ago, which stretch?",
        "Slipped a disc in 2011 and had the op for a dead foot, everything back to normal since",
        "I was suicidal at 19, got through it, happy now",
        "Collapsed on a school trip. That was 2008.",
        "Had a stroke in the nineties and made a full recovery",
        "In April I had chest pain, the consultant found nothing, never again",
        "My brother broke his neck in 06, he is fine and runs",
        "Hace diez años tuve una trombosis",
        "J'ai eu une embolie pulmonaire en 2013",
        "Vor sieben Jahren hatte ich eine Thrombose, ausgeheilt",
        "Há oito anos desmaiei no treino",
        "In 2014, after a fall off a roof, I couldn't feel my legs for a week",
        "When I was 17 I passed out at a parade. I'm 44 now, any hip stretch?",
        "Had meningitis as a student. 20 years, fully recovered. Stiff from the sofa",
        "I had a numb saddle, operated the same week. That was 2015. I row these days",
        "The stove pinned my chest, the scan was clear, which warm-up?",
        "I had a lump on my spine cut out, it was benign, can I use a roller?",
        "A wasp put me in hospital with anaphylaxis when I was 9, stung since with nothing but an itch",
    ],
)
def test_a_story_of_long_ago_told_to_its_end_is_over(text: str) -> None:
    assert said(text).tier < Tier.URGENT


@pytest.mark.parametrize(
    "text",
    [
        "She fainted an hour ago, she is fine now",
        "Had a disc op in 2012, now my groin is numb",
        "Disc op 2018, legs numb, pain gone",
        "Slipped disc in 2011, all back to normal, but today I can't feel when I wipe",
        "I'm in high school and my groin is numb",
        "Two years ago I had surgery and I lost feeling in my groin",
        "Numb saddle since 2019 and now I can't pee",
        "It was in the 90s when he collapsed running",
        "I nearly died of chest pain on the stairs",
        "hace 3 años que no siento la ingle",
        "In May my groin went numb and it still is",
        "In 2019 I had a numb saddle, fully recovered and discharged. It has come back since Tuesday",
        "In 2019 I had a numb saddle, fully recovered. Now it's numb again",
        "I passed out on the treadmill. In 2012 I had a heart scare, the scan was fine",
        "I had a disc out in 2016 and was discharged. I fell and couldn't feel my legs",
        "I couldn't pee last night and my saddle was numb. I have run marathons since 2015",
        "Couldn't feel my legs after the op, they discharged me anyway",
        "After the divorce I tried to hang myself. I'm happier now",
        "Numb groin after yoga class, what is it?",
        "Fell off the ladder onto my back, nothing broken",
        "I collapsed at the finish, recovered in five minutes",
        "In the spin class she collapsed",
        "The first aid trainer said my calf is hot and swollen",
        "What do I say to someone who wants to kill himself, it's my brother",
        "My dad had a stroke an hour ago",
        "My nan had a stroke yesterday, may she do her chair class?",
        "Passed nothing since this morning, bladder is full",
    ],
)
def test_what_is_lately_or_still_there_is_not_over(text: str) -> None:
    assert said(text).tier >= Tier.URGENT


@pytest.mark.parametrize(
    "text",
    [
        "I'm writing a thriller. The diver has chest pain in chapter 4, would he faint?",
        "For our first aid refresher: what are the signs of a heart attack",
        "Our first aid trainer told us a hot swollen calf can be a clot. Which leg is it more often?",
        "How do referees decide a player is concussed?",
        "That actor in the paper couldn't lift his foot, how do I stretch calves?",
        "What does saddle numbness mean? My tutor used it",
        "I'm writing a novel where a climber can't feel his legs",
        "A bloke on the telly couldn't feel his legs after a crash",
        "The dog had a slipped disc and couldn't walk",
        "Would I know if I had a blood clot?",
        "Why do women with a heart attack feel sick? It's for my nursing exam",
        "Cuáles son los síntomas de un infarto",
        "Was ist ein Hitzschlag?",
        "heart attack ke lakshan kya hote hain",
    ],
)
def test_lessons_stories_and_animals_are_nobody_s_signs(text: str) -> None:
    assert said(text).tier < Tier.URGENT


@pytest.mark.parametrize(
    "text",
    [
        "was reading a book and my whole groin went numb",
        "my husband collapsed while the match was on tv",
        "The dog has knocked my mum over and she can't move her legs",
        "I'm a student nurse, why is my groin numb",
        "What does it mean that I can't feel myself wipe",
        "I saw my dad collapse, we were watching a film",
    ],
)
def test_a_book_a_screen_or_a_dog_nearby_silences_nobody(text: str) -> None:
    assert said(text).tier is Tier.EMERGENCY


@pytest.mark.parametrize(
    "text",
    [
        "stiff back. fever no. numb no.",
        "Numbness: no, weakness: no",
        "Any fever, no.",
        "My feet aren't numb",
        "foot isn't dropping or dragging",
        "leg isn't swollen or hot, I sat oddly on the coach",
    ],
)
def test_a_bare_no_and_an_isnt_deny(text: str) -> None:
    assert said(text).tier < Tier.URGENT


@pytest.mark.parametrize(
    "text",
    [
        "I can't pee, no, not since yesterday",
        "my groin is numb, no?",
        "My groin isn't completely numb but I can't feel when I wipe",
        "numbness no, but I can't pee",
        "no, numb groin",
    ],
)
def test_a_no_to_something_else_denies_nothing(text: str) -> None:
    assert said(text).tier is Tier.EMERGENCY


@pytest.mark.parametrize(
    "text",
    [
        "Crushing chest pain onset 2010, now 2035",
        "wants to die and has a plan, overdose attempt 2019",
        "Tuve cáncer en 2016 y la espalda me duele de noche",
        "When it comes I can't pee at all, when it passes I'm fine again",
    ],
)
def test_a_clock_an_old_attempt_or_a_lull_ends_nothing(text: str) -> None:
    assert said(text).tier >= Tier.URGENT
