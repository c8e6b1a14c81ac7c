"""The kernel calls that the sandbox is made of. Standard library only: it runs before anything else is trusted."""

import ctypes
import os
import platform
import struct

LIBC = ctypes.CDLL(None, use_errno=True)

CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC = 0x20000, 0x2000000, 0x4000000, 0x8000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
EVERY_NAMESPACE = (
    CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP
)
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = (
    1,
    2,
    4,
    8,
    32,
    4096,
    16384,
    1 << 18,
)
MNT_DETACH = 2
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 4, 22, 24, 38
PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}

# By machine: the audit number, what is refused whole, and the numbers of clone, clone3 and socket.
REFUSED = {
    "x86_64": (
        0xC000003E,
        (
            101,
            165,
            166,
            155,
            161,
            163,
            167,
            168,
            169,
            170,
            171,
            175,
            176,
            179,
            103,
            246,
            248,
            249,
            250,
            272,
            298,
            303,
            304,
            308,
            310,
            311,
            312,
            313,
            320,
            321,
            323,
            425,
            426,
            427,
            428,
            429,
            430,
            431,
            432,
            433,
            442,
            447,
        ),
        (56, 435, 41),
    ),
    "aarch64": (
        0xC00000B7,
        (
            117,
            40,
            39,
            41,
            51,
            89,
            224,
            225,
            142,
            161,
            162,
            105,
            106,
            60,
            116,
            104,
            217,
            218,
            219,
            97,
            241,
            264,
            265,
            268,
            270,
            271,
            272,
            273,
            294,
            280,
            282,
            425,
            426,
            427,
            428,
            429,
            430,
            431,
            432,
            433,
            442,
            447,
        ),
        (220, 435, 198),
    ),
}
LOAD, EQUAL, ANY_OF, RETURN = 0x20, 0x15, 0x45, 0x06
ALLOW, REFUSE, ABSENT, KILL = 0x7FFF0000, 0x00050001, 0x00050026, 0x80000000
FAMILIES = (1, 2, 10)  # Unix, IPv4 and IPv6 sockets; the latter two find an empty network


def check(result: int, what: str) -> None:
    """Raise OSError naming what failed."""
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def unshare(flags: int) -> None:
    """Leave the namespaces of the server."""
    check(LIBC.unshare(flags), "user namespaces")


def mount(source: str, target: str, kind: str = "", flags: int = 0, options: str = "") -> None:
    """As in mount(2)."""
    arguments = (
        source.encode(),
        target.encode(),
        kind.encode() or None,
        ctypes.c_ulong(flags),
        options.encode() or None,
    )
    check(LIBC.mount(*arguments), f"mounting {target}")


def unmount(target: str) -> None:
    """Take a mount away from this namespace."""
    check(LIBC.umount2(target.encode(), MNT_DETACH), f"unmounting {target}")


def pivot_root(new: str, old: str) -> None:
    """Make ``new`` the root of this namespace."""
    check(LIBC.syscall(PIVOT_ROOT[platform.machine()], new.encode(), old.encode()), "pivot_root")


def prctl(option: int, value: int = 0) -> None:
    """As in prctl(2)."""
    check(LIBC.prctl(option, value, 0, 0, 0), f"prctl {option}")


def drop_capabilities() -> None:
    """Give up every capability for good, for this process and what it starts."""
    for capability in range(64):
        if LIBC.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
            break
    header = struct.pack("=Ii", 0x20080522, 0)
    check(LIBC.capset(header, struct.pack("=6I", 0, 0, 0, 0, 0, 0)), "capset")


def filter_calls() -> None:
    """Refuse kernel calls that a plain program never needs: mounts, namespaces, tracing, keys, modules, odd sockets."""
    audit, refused, (clone, clone3, socket) = REFUSED[platform.machine()]
    program = [
        (LOAD, 0, 0, 4),
        (EQUAL, 1, 0, audit),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, 0),
        (ANY_OF, 0, 1, 0x40000000),  # the x32 variants of the calls
        (RETURN, 0, 0, REFUSE),
    ]
    for number in refused:
        program += [(EQUAL, 0, 1, number), (RETURN, 0, 0, REFUSE)]
    program += [(EQUAL, 0, 1, clone3), (RETURN, 0, 0, ABSENT)]
    program += [(EQUAL, 0, 4, clone), (LOAD, 0, 0, 16), (ANY_OF, 0, 1, EVERY_NAMESPACE), (RETURN, 0, 0, REFUSE)]
    program += [(RETURN, 0, 0, ALLOW), (EQUAL, 0, 5, socket), (LOAD, 0, 0, 16)]
    program += [(EQUAL, 3 - place, 0, family) for place, family in enumerate(FAMILIES)]
    program += [(RETURN, 0, 0, REFUSE), (RETURN, 0, 0, ALLOW)]
    code = b"".join(struct.pack("=HBBI", *each) for each in program)
    buffer = ctypes.create_string_buffer(code, len(code))
    pointer = struct.pack("@HxxxxxxP", len(program), ctypes.addressof(buffer))
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    check(LIBC.prctl(PR_SET_SECCOMP, 2, pointer, 0, 0), "seccomp")
