"""The files of a provider's batch: what is written is its format, what comes back is judged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval.benchmarks.stub import completion
from imr_llm import AnswersError
from imr_llm.many import provider
from imr_llm.many.provider import CODE, ID, RequestFiles, keep_output
from imr_llm.model.kept import KeptAnswers, request_of

SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


@pytest.fixture
def kept(tmp_path: Path) -> KeptAnswers:
    """A new file of answers."""
    return KeptAnswers(tmp_path / "answers.sqlite")


def body(number: int = 0) -> str:
    """A request."""
    return json.dumps({"model": "m", "messages": [{"role": "user", "content": f"é{number}"}]})


def write(path: Path, kept: KeptAnswers, *bodies: str) -> RequestFiles:
    """A round of these requests."""
    with RequestFiles(path, kept.path) as files:
        for one in bodies:
            files.add(SHA, one)
    return files


def lines(path: Path) -> list[dict[str, Any]]:
    """The lines of a file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def output(number: int = 0, **changed: Any) -> dict[str, Any]:
    """What a provider's batch brings for a request."""
    name = f"{SHA[:16]}-{request_of(json.loads(body(number)))}"
    response = {"status_code": 200, "request_id": "req_1", "body": completion("{}")}
    told = {"id": "batch_req_1", "custom_id": name, "response": response, "error": None}
    return told | changed


def answered(status: int, value: Any) -> dict[str, Any]:
    """A response."""
    return {"status_code": status, "request_id": "req_1", "body": value}


class TestRequests:
    """What goes out."""

    def test_format(self, tmp_path: Path, kept: KeptAnswers) -> None:
        """Every line has the members of the provider's request object, and no other."""
        files = write(tmp_path / "requests.jsonl", kept, body())
        (line,) = lines(tmp_path / "requests-001.jsonl")

        assert files.names == [tmp_path / "requests-001.jsonl"]
        assert list(line) == ["custom_id", "method", "url", "body"]
        assert (line["method"], line["url"]) == ("POST", "/v1/chat/completions")
        assert line["body"] == json.loads(body())
        assert line["custom_id"].startswith(SHA[:16])
        assert len(line["custom_id"]) <= 64

    def test_equal_requests_are_one(self, tmp_path: Path, kept: KeptAnswers) -> None:
        """Two letters of the same words are paid for once, and ids are unique."""
        files = write(tmp_path / "r.jsonl", kept, body(), body(1), body())

        assert (files.letters, len(files.written)) == (3, 2)
        assert len({one["custom_id"] for one in lines(tmp_path / "r-001.jsonl")}) == 2

    def test_split_by_number(
        self, tmp_path: Path, kept: KeptAnswers, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """No file holds more requests than the provider takes."""
        monkeypatch.setattr(provider, "MOST", 2)
        files = write(tmp_path / "r.jsonl", kept, *map(body, range(5)))

        assert [one.name for one in files.names] == ["r-001.jsonl", "r-002.jsonl", "r-003.jsonl"]
        assert [len(lines(one)) for one in files.names] == [2, 2, 1]

    def test_split_by_size(
        self, tmp_path: Path, kept: KeptAnswers, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """No file is larger than the provider takes, counted in bytes."""
        write(tmp_path / "one.jsonl", kept, body())
        size = (tmp_path / "one-001.jsonl").stat().st_size
        monkeypatch.setattr(provider, "LARGEST", 2 * size)
        files = write(tmp_path / "r.jsonl", kept, *map(body, range(4)))

        assert [one.stat().st_size for one in files.names] == [2 * size, 2 * size]

    def test_limits(self) -> None:
        """They are the provider's."""
        assert (provider.MOST, provider.LARGEST) == (50_000, 200_000_000)

    def test_an_earlier_round_makes_place(
        self, tmp_path: Path, kept: KeptAnswers, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """No file of an earlier round is left to be paid for again."""
        monkeypatch.setattr(provider, "MOST", 1)
        write(tmp_path / "r.jsonl", kept, body(), body(1))
        again = write(tmp_path / "r.jsonl", kept, body(1))

        assert [one.name for one in tmp_path.glob("r-*")] == ["r-001.jsonl"]
        assert again.again == 1

    def test_foreign_files_are_left_alone(self, tmp_path: Path, kept: KeptAnswers) -> None:
        """What is no file of requests is not written over."""
        (tmp_path / "r-001.jsonl").write_text('{"id": 1}\n')
        with pytest.raises(FileExistsError, match="name another"):
            write(tmp_path / "r.jsonl", kept, body())

        assert (tmp_path / "r-001.jsonl").read_text() == '{"id": 1}\n'

    def test_whole_or_not_at_all(self, tmp_path: Path, kept: KeptAnswers) -> None:
        """An interrupted round leaves nothing that could be uploaded."""
        with (
            pytest.raises(KeyboardInterrupt),
            RequestFiles(tmp_path / "r.jsonl", kept.path) as files,
        ):
            files.add(SHA, body())
            raise KeyboardInterrupt

        assert list(tmp_path.glob("r-*")) == []
        assert kept.missing() == 0


class TestOutput:
    """What comes back."""

    @pytest.mark.parametrize(
        ("line", "told"),
        [
            (output(), "answered"),
            (output(response=None, error={"code": "batch_expired"}), "batch_expired"),
            (output(response=answered(429, {"error": {"code": "rate_limit"}})), "rate_limit"),
            (output(response=answered(500, {"error": {"message": "of Jane Doe"}})), "status 500"),
            (output(response=answered(500, None)), "status 500"),
            (output(response=None, error={"code": "Jane Doe, 52"}), "an error"),
            (output(response=answered(200, {"choices": []})), "refused by the model"),
            (
                output(response=answered(200, completion("{}", refusal="no"))),
                "refused by the model",
            ),
            (output(custom_id="request-1"), "line of another request than ours"),
        ],
    )
    def test_told(self, tmp_path: Path, kept: KeptAnswers, line: dict[str, Any], told: str) -> None:
        """Only a completion is kept; the rest is told by code, and stays to be asked."""
        kept.note_written([request_of(json.loads(body()))])
        path = tmp_path / "output.jsonl"
        whole = output(1)
        path.write_text(f"{json.dumps(line)}\n\n{json.dumps(whole)}\n")
        found = keep_output(path, kept.path)

        assert found[told] == 1 + (told == "answered")
        assert kept.missing() == (told != "answered")
        assert kept.get(request_of(json.loads(body(1)))) == json.dumps(completion("{}"))

    def test_half_a_character(self, tmp_path: Path, kept: KeptAnswers) -> None:
        """An answer that holds one is kept as it came."""
        path = tmp_path / "output.jsonl"
        answer = completion('"\ud800"')
        path.write_text(json.dumps(output(response=answered(200, answer))))

        assert keep_output(path, kept.path) == {"answered": 1}
        assert json.loads(kept.get(request_of(json.loads(body()))) or "") == answer

    def test_cut_short(self, tmp_path: Path, kept: KeptAnswers) -> None:
        """A download that broke off keeps what it brought."""
        path = tmp_path / "output.jsonl"
        path.write_text(f"{json.dumps(output())}\n{json.dumps(output(1))[:-30]}")

        assert keep_output(path, kept.path) == {"answered": 1, "line that cannot be read": 1}

    @pytest.mark.parametrize("content", ["PK\x03\x04", '[1]\n"a"\n', '{"custom_id": "a"}\n'])
    def test_another_file(self, tmp_path: Path, kept: KeptAnswers, content: str) -> None:
        """A file that is no output at all is told of."""
        path = tmp_path / "output.jsonl"
        path.write_text(content)
        with pytest.raises(AnswersError, match=path.name):
            keep_output(path, kept.path)

    def test_empty(self, tmp_path: Path, kept: KeptAnswers) -> None:
        """A batch without errors has an empty file of them."""
        path = tmp_path / "errors.jsonl"
        path.touch()

        assert keep_output(path, kept.path) == {}


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("9f86d081884c7d65-2c26b46b68ffc68ff99b453c1d30413413422d70", True),
        ("9f86d081884c7d65-2c26b46b68ffc68ff99b453c1d30413413422d7", False),
        ("request-1", False),
    ],
)
def test_id(name: str, ours: bool) -> None:
    """An id of ours is told from another's."""
    assert bool(ID.fullmatch(name)) is ours


@pytest.mark.parametrize(
    ("code", "shown"),
    [("batch_expired", True), ("server_error.v2", True), ("the letter of Jane Doe", False)],
)
def test_code(code: str, shown: bool) -> None:
    """A code is told from words."""
    assert bool(CODE.fullmatch(code)) is shown
