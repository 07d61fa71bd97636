import pytest
import torch

from models import device as device_module
from models.device import MemoryKeeper, choose_device, in_batches, usable_cores
from models.errors import DeviceMemoryError, DeviceUnavailableError


class Fits:
    """Doubles numbers, but holds no more than `most` at a time."""

    def __init__(self, most: int, error: type[RuntimeError] = torch.OutOfMemoryError) -> None:
        self.most = most
        self.error = error
        self.sizes: list[int] = []

    def __call__(self, batch):
        self.sizes.append(len(batch))
        if len(batch) > self.most:
            raise self.error("DefaultCPUAllocator: not enough memory")
        return [2 * item for item in batch]


@pytest.mark.parametrize("error", [torch.OutOfMemoryError, RuntimeError])
def test_out_of_memory_halves_the_batch_and_goes_on(error):
    function = Fits(3, error)
    found = [item for results, _ in in_batches(function, range(20), 16) for item in results]
    assert found == [2 * item for item in range(20)]
    assert function.sizes == [16, 8, 4, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2]


def test_the_size_that_held_is_told():
    assert [size for _, size in in_batches(Fits(3), range(4), 4)] == [2, 2]


def test_one_item_that_does_not_fit_is_a_clear_error():
    with pytest.raises(DeviceMemoryError, match="Even one sequence"):
        list(in_batches(Fits(0), [1], 8))


def test_any_other_error_rises():
    def broken(_):
        raise RuntimeError("shape mismatch")

    with pytest.raises(RuntimeError, match="shape mismatch"):
        list(in_batches(broken, [1, 2], 2))


def test_auto_takes_a_device_that_is_there():
    assert choose_device("auto").type in {"cpu", "cuda"}
    assert choose_device("cpu").type == "cpu"
    assert usable_cores() >= 1


@pytest.mark.parametrize("name", ["abacus", "cuda:99"])
def test_a_device_that_is_not_there_names_the_way_out(name):
    with pytest.raises(DeviceUnavailableError, match=name):
        choose_device(name)


class _Allocator:
    """Stands for the system's C library: each trim leaves 100 MB."""

    def __init__(self) -> None:
        self.held, self.n_trims = 0, 0

    def malloc_trim(self, pad: int) -> int:
        self.n_trims += 1
        self.held = 100 * 2**20
        return 1 + pad


def test_memory_is_given_back_whenever_the_process_has_grown(monkeypatch: pytest.MonkeyPatch):
    allocator = _Allocator()
    monkeypatch.setattr(device_module.ctypes, "CDLL", lambda _: allocator)
    monkeypatch.setattr(device_module, "_resident_bytes", lambda: allocator.held)
    keeper = MemoryKeeper()
    for megabytes, n_trims in ((300, 1), (150, 1), (200, 1), (201, 2), (120, 2)):
        allocator.held = megabytes * 2**20
        keeper.give_back()
        assert allocator.n_trims == n_trims


def test_a_system_that_tells_no_memory_is_left_alone(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(device_module, "_resident_bytes", lambda: 0)
    monkeypatch.setattr(device_module.ctypes, "CDLL", None)
    MemoryKeeper().give_back()
