"""Times training steps of gated attention on one bag, PyTorch's and this suite's in turn. bench_abmil.py VECTORS THREADS JAVA...
JAVA is the command that starts AttentionBenchmark. Needs: pip install torch"""
import subprocess
import sys
import time

import torch
from torch import nn

vectors, threads = int(sys.argv[1]), int(sys.argv[2])
torch.set_num_threads(threads)
torch.manual_seed(0)


class GatedAttention(nn.Module):
    def __init__(self, width=768, projection=512, gate=256, classes=2, dropout=0.25):
        super().__init__()
        self.projection = nn.Sequential(nn.Linear(width, projection), nn.ReLU(), nn.Dropout(dropout))
        self.tanh = nn.Sequential(nn.Linear(projection, gate), nn.Tanh())
        self.sigmoid = nn.Sequential(nn.Linear(projection, gate), nn.Sigmoid())
        self.dropout = nn.Dropout(dropout)
        self.attention = nn.Linear(gate, 1)
        self.head = nn.Linear(projection, classes)

    def forward(self, x):
        h = self.projection(x)
        scores = self.attention(self.dropout(self.tanh(h) * self.sigmoid(h)))
        return self.head(torch.softmax(scores, 0).T @ h)


net = GatedAttention()
adam = torch.optim.Adam(net.parameters(), lr=1e-4, weight_decay=1e-5)
x, label = torch.randn(vectors, 768), torch.tensor([0])


def step(low):
    start = time.perf_counter()
    adam.zero_grad()
    with torch.autocast("cpu", torch.bfloat16, enabled=low):
        outputs = net(x)
    nn.functional.cross_entropy(outputs.float(), label).backward()
    adam.step()
    return 1e3 * (time.perf_counter() - start)


java = subprocess.Popen(sys.argv[3:], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
kind = java.stdout.readline().split()[1]
times = {"PyTorch": [], "PyTorch autocast": [], "EncoderJ": []}
for turn in range(23):
    times["PyTorch"].append(step(False))
    times["PyTorch autocast"].append(step(True))
    java.stdin.write("step\n")
    java.stdin.flush()
    times["EncoderJ"].append(float(java.stdout.readline()))
java.stdin.close()
java.wait()
for name, of in times.items():
    of = sorted(of[3:])
    print(f"{name}: median {of[len(of) // 2]:.1f} ms, best {of[0]:.1f} ms")
ratio = sorted(times["EncoderJ"][3:])[10] / sorted(times["PyTorch"][3:])[10]
print(f"{vectors} x 768, {threads} threads, products here in {kind}: {ratio:.2f} of PyTorch's (torch {torch.__version__}) time")
