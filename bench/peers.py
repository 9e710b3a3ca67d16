"""Peers to measure against: a program that is installed, or else one from Debian packages unpacked
with `dpkg -x` below the build folder. Nothing is installed and no service starts."""

import os
import pathlib
import shutil
import subprocess

from measure import Missing

# Program -> the packages that hold it and the libraries that a small Debian may lack.
PACKAGES = {
    "smtp-sink": ["postfix", "libdb5.3", "libnsl2", "libtirpc3", "libicu72"],
    "smtp-source": ["postfix", "libdb5.3", "libnsl2", "libtirpc3", "libicu72"],
    "nginx": ["nginx"],
    "wrk": ["wrk", "libluajit-5.1-2"],
    "cron": ["cron"],
    "curl": ["curl"],
    "msmtp": ["msmtp", "libgsasl18", "libsecret-1-0", "libgssglue1", "libidn12", "libntlm0"],
    "nullmailer-queue": ["nullmailer"],
    "prometheus-alertmanager": ["prometheus-alertmanager"],
    "libeatmydata.so": ["libeatmydata1"],
    "gmime-3.0": ["libgmime-3.0-dev", "libgmime-3.0-0", "libglib2.0-dev", "libglib2.0-0", "libgpgme11", "libassuan0",
                  "libgpgme-dev", "libassuan-dev", "libgpg-error-dev", "libffi-dev", "libpcre2-dev", "libmount-dev",
                  "libselinux1-dev", "libblkid-dev", "libsepol-dev", "zlib1g-dev", "libidn2-dev", "libidn2-0"],
}
SYSTEM = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"]


class Peers:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.root = self.folder / "root"

    def env(self):
        libs = [self.root / "usr/lib/postfix", *self.root.glob("usr/lib/*-linux-gnu")]
        old = os.environ.get("LD_LIBRARY_PATH")
        path = ":".join([*map(str, libs), *([old] if old else [])])
        return {**os.environ, "LD_LIBRARY_PATH": path} if path else dict(os.environ)

    def find(self, program):
        """The path of a program that can run, or Missing."""
        path = shutil.which(program, path=":".join(SYSTEM))
        if path:
            return path
        if not self._unpacked(program):
            self._fetch(program)
        path = self._unpacked(program)
        if not path:
            raise Missing(f"{program}: not installed, and Debian's package could not be fetched")
        out = subprocess.run(["ldd", path], capture_output=True, text=True, env=self.env()).stdout
        if "not found" in out:
            lacking = [line.split()[0] for line in out.splitlines() if "not found" in line]
            raise Missing(f"{program}: lacks {', '.join(lacking)}")
        return path

    def library(self, name):
        """The path of a shared library to load before others, or Missing."""
        if not list(self.root.glob("usr/lib/*/" + name)):
            self._fetch(name)
        found = list(self.root.glob("usr/lib/*/" + name))
        if not found:
            raise Missing(f"{name}: Debian's package could not be fetched")
        return found[0]

    def develop(self, module):
        """Flags to compile and link against a pkg-config module, and the environment to run it in; or Missing."""
        ask = lambda env: subprocess.run(["pkg-config", "--cflags", "--libs", module], capture_output=True, text=True,
                                         env=env)
        found = ask(None)
        if found.returncode == 0:
            return found.stdout.split(), None
        if not list(self.root.glob(f"usr/lib/*/pkgconfig/{module}.pc")):
            self._fetch(module)
        folders = [str(p) for p in (*self.root.glob("usr/lib/*/pkgconfig"), self.root / "usr/share/pkgconfig")]
        usual = subprocess.run(["pkg-config", "--variable", "pc_path", "pkg-config"], capture_output=True, text=True)
        # The root is put before what lies there; what is installed is found without it.
        found = ask({**os.environ, "PKG_CONFIG_SYSROOT_DIR": str(self.root),
                     "PKG_CONFIG_LIBDIR": ":".join([*folders, usual.stdout.strip()])})
        if found.returncode != 0:
            raise Missing(f"{module}: not installed, and Debian's package could not be fetched: {found.stderr.strip()}")
        libs = [str(p) for p in self.root.glob("usr/lib/*-linux-gnu")]
        return [*found.stdout.split(), *(f"-Wl,-rpath-link,{p}" for p in libs)], self.env()

    def _unpacked(self, program):
        return shutil.which(program, path=":".join(str(self.root) + d for d in SYSTEM))

    def _fetch(self, program):
        self.folder.mkdir(parents=True, exist_ok=True)
        for package in PACKAGES[program]:
            installed = subprocess.run(["dpkg-query", "-W", "-f", "${Status}", package],
                                       capture_output=True, text=True).stdout
            if package != PACKAGES[program][0] and "install ok installed" in installed:
                continue
            if not list(self.folder.glob(package + "_*.deb")):
                subprocess.run(["apt-get", "download", package], cwd=self.folder,
                               capture_output=True, stdin=subprocess.DEVNULL)
            for deb in self.folder.glob(package + "_*.deb"):
                subprocess.run(["dpkg", "-x", deb, self.root], check=True)
        self._mend_links()

    def _mend_links(self):
        """lib*.so of an unpacked package may lead to a library that is installed, not unpacked."""
        for link in self.root.glob("usr/lib/*-linux-gnu/*.so"):
            installed = pathlib.Path("/", link.relative_to(self.root)).with_name(os.readlink(link)) \
                if link.is_symlink() and not link.exists() else None
            if installed and installed.exists():
                link.unlink()
                link.symlink_to(installed)
