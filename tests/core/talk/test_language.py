"""What counts as English: short lines of it do, and none of another language, whatever its letters."""

from __future__ import annotations

import csv
from itertools import groupby
from pathlib import Path

import pytest

from hansei.core.talk import Transcript, Utterance, from_memory
from hansei.core.talk.common_words import ENGLISH, OTHERS, SHARED
from hansei.core.talk.language import is_english

OTHER_LANGUAGES = {
    "german": "Was haben Sie bemerkt?/Was wollen Sie?/Sie sollten hingehen./Was war gut?/Was war schwer?"
    "/Und dann?/Was hast du in dem Moment gemacht?/So war das also./Warum ist das so?"
    "/Das finde ich gut./Zeigen Sie es mir./Im Meeting war das Team still.",
    "german without umlauts": "Was war fuer dich schwer?/Ich wuerde morgen frueh hingehen./Was hast du"
    " gehoert?/Sie koennen das selbst./Was willst du in der Runde?",
    "dutch": "Wat zag je?/Wat was er goed?/Hoe ging het met je team?/Je moet er morgen heen."
    "/En toen?/Waarom is dat zo?/Laat het me zien./We hebben tien minuten.",
    "french": "Qu'est-ce que vous avez vu ?/Pourquoi ?/Et alors ?/Montrez-moi./Que voulez-vous faire ?"
    "/Il faut aller sur place./On continue demain./Comment le savez-vous ?",
    "spanish": "¿Qué viste?/¿Por qué?/¿Y entonces?/Muéstrame./Tienes que ir al lugar./¿Cómo lo sabes?"
    "/Eso me parece bien./Vamos a ver.",
    "portuguese": "O que você viu?/Por quê?/E depois?/Me mostre./Você tem que ir lá./Como sabe isso?"
    "/Foi bom?/Vamos ver.",
    "italian": "Che cosa hai visto?/Perché?/E poi?/Fammi vedere./Devi andare sul posto./Come lo sai?"
    "/Era difficile?/Va bene.",
    "polish": "Co widzisz?/Dlaczego?/I co dalej?/Prosze pokazac./Trzeba tam isc jutro./Skad to wiesz?"
    "/Bylo trudno?/Dobrze.",
    "turkish": "Ne oldu?/Neden?/Sonra ne yaptin?/Bana goster./Yarin oraya git./Nereden biliyorsun?"
    "/Zor muydu?/Tamam.",
    "czech": "Co jste videl?/Proc?/A co potom?/Ukazte mi to./Musite tam jit./Jak to vite?/Dobre.",
    "swedish": "Vad såg du?/Varför?/Och sedan?/Visa mig./Du borde gå dit i morgon./Hur vet du det?"
    "/Var det svårt?",
    "danish": "Hvad så du?/Hvorfor?/Og så?/Vis mig det./Du skal gå derhen./Hvordan ved du det?",
    "finnish": "Mita nait?/Miksi?/Ja sitten?/Nayta minulle./Mene sinne huomenna./Mista tiedat?",
    "hungarian": "Mit latott?/Miert?/Es aztan?/Mutassa meg./Oda kell menni./Honnan tudja?",
    "romanian": "Ce ai văzut?/De ce?/Și apoi?/Arată-mi./Trebuie să mergi acolo./Cum știi asta?",
    "indonesian": "Apa yang kamu lihat?/Mengapa?/Lalu?/Tunjukkan./Anda harus ke sana./Dari mana tahu?",
    "japanese": "何に気づきましたか。/なぜですか。/それで？/見せてください。/現場に行ってください。",
    "chinese": "你看到了什么？/为什么？/然后呢？/给我看看。/你应该去现场。",
    "korean": "무엇을 보셨습니까?/왜요?/그래서요?/보여 주세요./현장에 가세요.",
    "russian": "Что вы заметили?/Почему?/А потом?/Покажите мне./Вам надо пойти туда.",
    "greek": "Τι είδατε;/Γιατί;/Και μετά;/Δείξτε μου./Πρέπει να πάτε εκεί.",
    "arabic": "ماذا رأيت؟/لماذا؟/ثم ماذا؟/أرني./اذهب إلى هناك.",
    "hindi": "आपने क्या देखा?/क्यों?/फिर?/मुझे दिखाइए।/वहाँ जाइए।",
}  # fmt: skip
ENGLISH_LINES = (
    "Why?", "Show me.", "So you went there.", "What was hard?", "Was it you?", "Is it so?", "And then?",
    "What else?", "You should go.", "Go on.", "Do I?", "I see.", "Mm-hm.", "Okay.",
    "Well done!",
    "In what way?", "Let's go and see.", "What’s next?", "I’d start with the morning meeting.",
    "Who was in the room?",
    "You're angry.", "Our standard says so.", "How so?", "Tell me more.", "Thanks for that, José.",
)  # fmt: skip


def talk(*lines: str) -> Transcript:
    return Transcript(tuple(Utterance("x", line) for line in lines))


def lines(language: str) -> list[str]:
    return [line.strip() for line in OTHER_LANGUAGES[language].split("/")]


@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_neither_a_few_lines_of_another_language_nor_one_alone_is_english(language: str) -> None:
    found = lines(language)
    for at in range(len(found) - 4):
        assert not is_english(talk(*found[at : at + 5])), found[at : at + 5]
    assert not is_english(talk(*found * 5)), "nor many"
    assert [line for line in found if is_english(talk(line))] == []


@pytest.mark.parametrize("line", ENGLISH_LINES)
def test_a_short_line_of_english_is_english(line: str) -> None:
    assert is_english(talk(line))
    assert is_english(talk(line.upper()))


def test_german_lines_from_memory_are_not_taken_for_english() -> None:
    text = "Was haben Sie bemerkt?\nWas wollen Sie?\nSie sollten hingehen.\nWas war gut?\nWas war schwer?"
    assert not is_english(from_memory(text))


def test_a_word_of_two_languages_counts_for_neither() -> None:
    assert {"was", "in", "so", "is", "me", "do"} <= SHARED
    assert not ENGLISH & OTHERS
    assert not SHARED & (ENGLISH | OTHERS)
    assert is_english(talk("In it was a note.")) is is_english(talk("A note."))


@pytest.mark.parametrize("code", ["A3", "5S", "the Q4 A3's", "part 6d034e9e2b6d26b3", "GLA4-C2-E9-B7-D5"])
def test_what_is_named_by_letters_and_digits_is_of_no_language(code: str) -> None:
    assert is_english(talk(f"What did you notice, {code}?"))
    assert not is_english(talk(f"Was haben Sie bemerkt, {code}?"))
    assert not is_english(talk(f"{code}\u6d3b\u52d5\u306b\u3064\u3044\u3066")), "a sentence without spaces"


def test_a_word_of_a_million_letters_is_read_once() -> None:
    assert not is_english(talk("a" * 1_000_000)), "it takes minutes where each letter begins a search"


@pytest.mark.slow
def test_every_dialogue_that_the_coder_learned_from_is_english() -> None:
    for path in sorted(Path("training").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for name, rows in groupby(csv.DictReader(file), key=lambda row: row["dialogue"]):
                assert is_english(talk(*[row["text"] for row in rows])), name
