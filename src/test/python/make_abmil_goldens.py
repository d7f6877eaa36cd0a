"""Writes losses, gradients, Adam steps and outputs of small gated-attention networks as PyTorch computes them, for GatedAttentionTest.
make_abmil_goldens.py FILE     Needs: pip install torch"""
import json
import sys

import torch
from torch import nn
from torch.nn import functional

torch.manual_seed(5)
torch.set_default_dtype(torch.float64)


class GatedAttention(nn.Module):
    """Projection, tanh x sigmoid attention, softmax, head; an instance classifier an output if asked for."""

    def __init__(self, width, projection, gate, outputs, branches, instances):
        super().__init__()
        self.projection = nn.Linear(width, projection)
        self.tanh = nn.Linear(projection, gate)
        self.sigmoid = nn.Linear(projection, gate)
        self.attention = nn.Linear(gate, branches)
        self.head = nn.Linear(projection, outputs)
        self.instances = nn.ModuleList(nn.Linear(projection, 2) for _ in range(outputs)) if instances else None

    def forward(self, x, keep, keep_gate):
        h = torch.relu(self.projection(x)) * keep
        gates = torch.tanh(self.tanh(h)) * torch.sigmoid(self.sigmoid(h)) * keep_gate
        scores = self.attention(gates)
        pooled = torch.softmax(scores, 0).T @ h
        if len(pooled) == 1:
            outputs = self.head(pooled)[0]
        else:
            outputs = torch.stack([pooled[o] @ self.head.weight[o] + self.head.bias[o] for o in range(len(pooled))])
        return h, scores, outputs

    def loss(self, x, keep, keep_gate, questions, instances_looked_at):
        h, scores, outputs = self(x, keep, keep_gate)
        known = [(first, count, answer) for first, count, answer in questions if answer is not None]
        bag, inside = 0, 0
        for first, count, answer in known:
            bag = bag + functional.cross_entropy(outputs[None, first:first + count], torch.tensor([answer])) / len(known)
            if self.instances is not None:
                of = scores[:, 0] if scores.shape[1] == 1 else scores[:, first + answer]
                rows = torch.cat([of.topk(instances_looked_at)[1], (-of).topk(instances_looked_at)[1]])
                marks = torch.tensor([1] * instances_looked_at + [0] * instances_looked_at)
                inside = inside + functional.cross_entropy(self.instances[first + answer](h[rows]), marks) / len(known)
        return 0.7 * bag + 0.3 * inside if self.instances is not None else bag


def numbers(tensor):
    return [float(f"{v:.9g}") for v in tensor.detach().reshape(-1).tolist()]


def arrays(module, of):
    """Weights or gradients in the order of the head file, the instance classifiers as one array each."""
    parts = [module.projection, module.tanh, module.sigmoid, module.attention, module.head]
    all_arrays = [of(p) for part in parts for p in (part.weight, part.bias)]
    if module.instances is not None:
        zero = lambda p: torch.zeros_like(p) if of(p) is None else of(p)
        all_arrays.append(torch.stack([zero(c.weight) for c in module.instances]))
        all_arrays.append(torch.stack([zero(c.bias) for c in module.instances]))
    return all_arrays


cases = []
for name, labels, exclusive, values, own, instances, dropout in [
    ("two classes", 2, True, [0, 1], False, False, False),
    ("two classes, dropout", 2, True, [1, 0], False, False, True),
    ("three classes, instances", 3, True, [0, 0, 1], False, True, True),
    ("three classes, own attention, instances", 3, True, [0, 1, 0], True, True, True),
    ("three labels, one unknown", 3, False, [1, None, 0], False, False, True),
    ("three labels, own attention, instances", 3, False, [None, 0, 1], True, True, True),
]:
    vectors, width, projection, gate = 21, 5, 7, 4
    outputs = labels if exclusive else 2 * labels
    net = GatedAttention(width, projection, gate, outputs, outputs if own else 1, instances)
    for p in net.parameters():
        nn.init.normal_(p, 0, 0.6)
        p.data = p.data.float().double()
    x = torch.randn(vectors, width).float().double()
    keep = (torch.rand(vectors, projection) < 0.75) if dropout else torch.ones(vectors, projection)
    keep_gate = (torch.rand(vectors, gate) < 0.75) if dropout else torch.ones(vectors, gate)
    growth = 4 / 3 if dropout else 1
    questions = [(0, labels, values.index(1))] if exclusive else [(2 * i, 2, v) for i, v in enumerate(values)]
    case = {"name": name, "exclusive": exclusive, "labels": labels, "values": [-1 if v is None else v for v in values],
            "dropout": dropout, "width": width, "projection": projection, "gate": gate, "branches": outputs if own else 1,
            "x": numbers(x), "keep": [int(v) for v in keep.reshape(-1)], "keepGate": [int(v) for v in keep_gate.reshape(-1)],
            "weights": [numbers(p) for p in arrays(net, lambda p: p)], "shapes": [list(p.shape) for p in arrays(net, lambda p: p)]}
    whole = torch.ones(vectors, projection), torch.ones(vectors, gate)
    _, scores, out = net(x, *whole)
    case["outputs"], case["attention"] = numbers(out), numbers(scores.T)
    adam = torch.optim.Adam(net.parameters(), lr=1e-2, weight_decay=1e-2)
    for step in range(3):
        adam.zero_grad()
        loss = net.loss(x, keep * growth, keep_gate * growth, questions, 8)
        loss.backward()
        for p in net.parameters():  # an untouched classifier has the gradient 0, not none: the penalty still acts on it
            p.grad = torch.zeros_like(p) if p.grad is None else p.grad
        if step == 0:
            case["loss"], case["gradients"] = float(loss), [numbers(g) for g in arrays(net, lambda p: p.grad)]
        adam.step()
    case["after"] = [numbers(p) for p in arrays(net, lambda p: p)]
    cases.append(case)

with open(sys.argv[1], "w") as file:
    json.dump({"torch": torch.__version__.split("+")[0], "cases": cases}, file, separators=(",", ":"))
    file.write("\n")
