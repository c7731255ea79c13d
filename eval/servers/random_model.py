"""A tiny language model of random weights: whatever it says of a letter is senseless.

    python -m eval.servers.random_model FOLDER

writes `terse.gguf` and `rambling.gguf` for llama.cpp, and the folders `terse` and `rambling` for
vLLM. The terse one soon closes strings and lists, the rambling one never wants to end. They show
what a server accepts, what it holds an answer to, and that senseless answers are not believed;
never how well a model reads.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import gguf
import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

Kind = Literal["terse", "rambling"]
Weights = dict[str, NDArray[np.float32]]

ROOT = Path(__file__).resolve().parents[2]
WORDS, WIDTH, INNER, LAYERS, CONTEXT = 2048, 32, 64, 1, 65536
START, BEGIN, END = "<|start|>", "<|im_start|>", "<|im_end|>"
SPECIAL = (START, BEGIN, END)
CALL = (
    '<tool_call>\n{"name": "{{ call.name }}", "arguments": {{ call.arguments | tojson }}}\n'
    "</tool_call>"
)
TEMPLATE = (
    "{% if tools %}<|im_start|>system\nCall one of these functions within <tool_call></tool_call>:"
    " {{ tools | tojson }}<|im_end|>\n{% endif %}"
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content or '' }}"
    "{% for one in message.tool_calls or [] %}{% set call = one.function %}\n"
    f"{CALL}{{% endfor %}}<|im_end|>\n{{% endfor %}}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
"""How a model of that kind is told of tools, and how it writes a call: servers read it off this."""
SPACE = "Ġ"
"""A blank, as byte pairs write it."""
STEADY = 8.0
"""The first number of every state is this and never changes, so that it can carry a bias: behind
the norm it is about SEEN."""
SEEN = 6.0
CLOSING = {'"': 9.0, "]": 8.0, "}": 4.0, ",": 4.0, "null": 5.0}
"""How gladly the terse model says what these begin."""
BLANK = -3.0
NEVER = -20.0
ENDING: dict[Kind, float] = {"terse": 10.0, "rambling": NEVER}


def texts() -> Iterator[str]:
    """What the vocabulary is taken from: the synthetic letters, their labels and the prompts."""
    for path in sorted([*ROOT.glob("tests/letters/*.*"), *ROOT.glob("prompts/*.*")]):
        yield path.read_text("utf-8")


def vocabulary() -> Tokenizer:
    """A vocabulary of byte pairs."""
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=WORDS,
        special_tokens=[*SPECIAL],
        initial_alphabet=alphabet,
        show_progress=False,
    )
    made.train_from_iterator(texts(), trainer)
    return made


def weights(words: dict[str, int], kind: Kind) -> Weights:
    """The same random weights for either kind, with what it likes to say on top of them."""
    random = np.random.default_rng(1)

    def some(*size: int, spread: float = 0.15) -> NDArray[np.float32]:
        return (random.standard_normal(size) * spread).astype(np.float32)

    embedding = some(len(words), WIDTH, spread=0.5)
    embedding[:, 0] = STEADY
    made = {"token_embd": embedding, "output_norm": np.ones(WIDTH, np.float32)}
    for layer in range(LAYERS):
        for name, rows, columns in (
            ("attn_q", WIDTH, WIDTH),
            ("attn_k", WIDTH, WIDTH),
            ("attn_v", WIDTH, WIDTH),
            ("attn_output", WIDTH, WIDTH),
            ("ffn_gate", INNER, WIDTH),
            ("ffn_up", INNER, WIDTH),
            ("ffn_down", WIDTH, INNER),
        ):
            made[f"blk.{layer}.{name}"] = some(rows, columns)
        for name in ("attn_output", "ffn_down"):
            made[f"blk.{layer}.{name}"][0] = 0  # leaves the steady number alone
        for name in ("attn_norm", "ffn_norm"):
            made[f"blk.{layer}.{name}"] = np.ones(WIDTH, np.float32)
    made["output"] = some(len(words), WIDTH)
    made["output"][:, 0] = [_liking(word, kind) / SEEN for word in _in_order(words)]
    return made


def write_gguf(path: Path, words: Tokenizer, kind: Kind) -> None:
    """One file as llama.cpp loads it."""
    numbers = words.get_vocab()
    file = gguf.GGUFWriter(path, "llama")
    file.add_context_length(CONTEXT)
    file.add_embedding_length(WIDTH)
    file.add_block_count(LAYERS)
    file.add_feed_forward_length(INNER)
    file.add_head_count(1)
    file.add_head_count_kv(1)
    file.add_layer_norm_rms_eps(1e-5)
    file.add_rope_dimension_count(WIDTH)
    file.add_vocab_size(len(numbers))
    file.add_tokenizer_model("gpt2")
    file.add_tokenizer_pre("gpt-2")
    file.add_token_list(_in_order(numbers))
    special, normal = gguf.TokenType.CONTROL, gguf.TokenType.NORMAL
    other = len(numbers) - len(SPECIAL)
    file.add_token_types([special] * len(SPECIAL) + [normal] * other)
    pairs = json.loads(words.to_str())["model"]["merges"]
    file.add_token_merges([" ".join(pair) for pair in pairs])
    file.add_bos_token_id(numbers[START])
    file.add_eos_token_id(numbers[END])
    file.add_add_bos_token(False)
    file.add_chat_template(TEMPLATE)
    for name, values in weights(numbers, kind).items():
        file.add_tensor(f"{name}.weight", values)
    file.write_header_to_file()
    file.write_kv_data_to_file()
    file.write_tensors_to_file()
    file.close()


HUGGING_FACE = {
    "token_embd": "model.embed_tokens",
    "output_norm": "model.norm",
    "output": "lm_head",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
    "attn_norm": "input_layernorm",
    "ffn_norm": "post_attention_layernorm",
}
"""llama.cpp's names of the parts, and those that vLLM and transformers give them."""


def write_folder(folder: Path, words: Tokenizer, kind: Kind) -> None:
    """One folder as vLLM loads it."""
    folder.mkdir(parents=True, exist_ok=True)
    numbers = words.get_vocab()
    words.save(str(folder / "tokenizer.json"))
    config = {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "hidden_size": WIDTH,
        "intermediate_size": INNER,
        "num_hidden_layers": LAYERS,
        "num_attention_heads": 1,
        "num_key_value_heads": 1,
        "vocab_size": len(numbers),
        "max_position_embeddings": CONTEXT,
        "rms_norm_eps": 1e-5,
        "tie_word_embeddings": False,
        "torch_dtype": "float32",
        "bos_token_id": numbers[START],
        "eos_token_id": numbers[END],
    }
    told = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": START,
        "eos_token": END,
        "chat_template": TEMPLATE,
        "model_max_length": CONTEXT,
    }
    (folder / "config.json").write_text(json.dumps(config), "utf-8")
    (folder / "tokenizer_config.json").write_text(json.dumps(told), "utf-8")
    (folder / "model.safetensors").write_bytes(_safetensors(weights(numbers, kind)))


def _safetensors(parts: Weights) -> bytes:
    """The format's own: the length of a JSON head, the head, the numbers."""
    head: dict[str, Any] = {}
    at = 0
    for name, values in parts.items():
        *layer, part = name.split(".")
        within = f"model.layers.{layer[1]}." if layer else ""
        where = {"dtype": "F32", "shape": values.shape, "data_offsets": [at, at + values.nbytes]}
        head[f"{within}{HUGGING_FACE[part]}.weight"] = where
        at += values.nbytes
    told = json.dumps(head).encode()
    numbers = b"".join(one.tobytes() for one in parts.values())
    return len(told).to_bytes(8, "little") + told + numbers


def _in_order(words: dict[str, int]) -> list[str]:
    return sorted(words, key=words.__getitem__)


def _liking(word: str, kind: Kind) -> float:
    plain = word.replace(SPACE, " ")
    if word == END:
        return ENDING[kind]
    if word in (START, BEGIN) or not plain.isascii():  # half a letter, and no server reads it
        return NEVER
    if kind == "rambling":
        return 0.0
    if not plain.strip():
        return BLANK
    return next((liked for start, liked in CLOSING.items() if word.startswith(start)), 0.0)


def main(folder: Path) -> None:
    """Write both models in both forms."""
    folder.mkdir(parents=True, exist_ok=True)
    words = vocabulary()
    kinds: tuple[Kind, ...] = ("terse", "rambling")
    for kind in kinds:
        write_gguf(folder / f"{kind}.gguf", words, kind)
        write_folder(folder / kind, words, kind)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
