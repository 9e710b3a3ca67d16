# nhacviec: one file, non-recursive but for the variants (make VARIANT=asan …). `make help` tells.
VARIANT ?= release
BUILD   := build/$(VARIANT)
PREFIX  ?= /usr
SYSCONF ?= /etc
DESTDIR ?=
CC      ?= gcc
Q       := $(if $(V),,@)
# For whole runs, unless make was told how many.
JOBS     = $(if $(filter -j% --jobserver%,$(MAKEFLAGS)),,-j$(shell nproc))
say      = $(if $(V),,@printf '  %-5s %s\n' '$(1)' '$(2)')

LAYERS := base calendar model engine render conf import store courier server cli
# Which layers a layer may include; tools/check-layers reads the same table.
NEEDS_base     :=
NEEDS_calendar := base
NEEDS_model    := calendar base
NEEDS_engine   := model calendar base
NEEDS_render   := model calendar base
NEEDS_conf     := render model calendar base
NEEDS_store    := model calendar base
NEEDS_courier  := base
NEEDS_server   := render model calendar base
NEEDS_import   := conf render model calendar base
NEEDS_cli      := import conf engine render model calendar base

# Libraries by layer, with the versions of Debian 12 as the minimum.
PKG_base    := libutf8proc
PKG_render  := jansson >= 2.14
PKG_conf    := libconfig >= 1.5
PKG_store   := sqlite3 >= 3.40
PKG_courier := libcurl >= 7.88 libuv >= 1.44 libcrypto >= 3.0 jansson >= 2.14
PKG_server  := libuv >= 1.44 jansson >= 2.14 libmicrohttpd >= 0.9.75
PKG_cli     := jansson >= 2.14
PKG_all     := $(foreach l,$(LAYERS),$(PKG_$(l)))
pkg          = $(shell pkg-config $(1) '$(2)' 2>/dev/null)

WARN   := -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
          -Wpointer-arith -Wwrite-strings -Wvla -Wformat=2 -Wno-sign-conversion
HARDEN := -fstack-protector-strong -fPIE -fcf-protection
CPPFLAGS += -Isrc -D_GNU_SOURCE -DNV_VERSION='"$(VERSION)"'
VERSION := $(shell cat VERSION 2>/dev/null || echo 0.1.0)
LDFLAGS += -pie -Wl,-z,relro,-z,now,-z,noexecstack -Wl,--as-needed
ifeq ($(VARIANT),release)
  OPT := -O2 -g -D_FORTIFY_SOURCE=2 -fstack-clash-protection
else ifeq ($(VARIANT),asan)
  OPT := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
else ifeq ($(VARIANT),tsan)
  OPT := -O1 -g -fsanitize=thread -fno-omit-frame-pointer
else ifeq ($(VARIANT),clang)
  CC  := clang
  OPT := -O2 -g -D_FORTIFY_SOURCE=2
else ifeq ($(VARIANT),fuzz)
  CC  := clang
  OPT := -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined
endif
WERROR ?= -Werror
CFLAGS += -std=gnu11 $(OPT) $(WARN) $(WERROR) $(HARDEN) -pthread
DEPCPP  = -MMD -MP

srcs     = $(wildcard src/$(1)/*.c)
objs     = $(patsubst src/%.c,$(BUILD)/obj/%.o,$(call srcs,$(1))) $(MADE_$(1))
# The shipped templates, as part of the program.
MADE_render := $(BUILD)/obj/render/shipped.o
libs_of  = $(call pkg,--libs,$(foreach l,$(1) $(NEEDS_$(1)),$(PKG_$(l))))
OBJ_ALL := $(foreach l,$(LAYERS),$(call objs,$(l)))
CFLAGS_PKG := $(call pkg,--cflags,$(PKG_all))
LIBS_ALL   := $(call pkg,--libs,$(PKG_all)) -pthread

# Everything the mains share sits in the layers and the shell; the daemon has no command line, the command
# line no control server of its own. The tool proper links only what its commands use, for each of the
# shell's libraries costs every start; `simulate` is run by a program of its own that has the shell.
OBJ_CORE   := $(patsubst %,$(BUILD)/obj/daemon_%.o,claims core event known lanes log patience record rest)
OBJ_DAEMON := $(OBJ_CORE) $(BUILD)/obj/daemon.o $(patsubst %,$(BUILD)/obj/daemon_%.o,backup beat bounce control deliveries diff facts http metrics queue reload report) $(filter-out $(BUILD)/obj/cli/%,$(OBJ_ALL))
OBJ_TOOL   := $(patsubst %,$(BUILD)/obj/%.o,tool server/client server/frame) $(foreach l,cli $(NEEDS_cli),$(call objs,$(l)))
OBJ_SIM    := $(BUILD)/obj/tool.o $(OBJ_CORE) $(patsubst %,$(BUILD)/obj/daemon_%.o,replay script) $(OBJ_ALL)
ifeq ($(VARIANT),tsan)
  OBJ_DAEMON += $(BUILD)/obj/tsan_close.o
  OBJ_SIM    += $(BUILD)/obj/tsan_close.o
endif

UNIT_SRC := $(wildcard tests/unit/*_*.c)
UNIT     := $(patsubst tests/unit/%.c,$(BUILD)/tests/%,$(UNIT_SRC))

.PHONY: all check check-long check-layers check-format bench-programs demo demo-run test test-run deps-build deps-test asan tsan clang \
        install bench format help clean unit fuzz fuzz-run
PROGRAMS := $(BUILD)/nhacviecd $(BUILD)/nhacviec $(BUILD)/nhacviec-simulate
all: $(PROGRAMS)

$(BUILD)/nhacviecd: $(BUILD)/obj/nhacviecd.o $(OBJ_DAEMON)
$(BUILD)/nhacviec: $(BUILD)/obj/nhacviec.o $(OBJ_TOOL)
$(BUILD)/nhacviec-simulate: $(BUILD)/obj/nhacviec_simulate.o $(OBJ_SIM)
$(PROGRAMS): LIBS = $(LIBS_ALL)
$(BUILD)/nhacviec: LIBS = $(call libs_of,cli)
$(PROGRAMS):
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/gen/shipped.c: tools/embed-templates $(wildcard etc/templates/*/*)
	@mkdir -p $(@D)
	$(call say,EMBED,etc/templates)
	$(Q)tools/embed-templates etc/templates >$@.new
	$(Q)mv $@.new $@
$(BUILD)/obj/render/shipped.o: $(BUILD)/gen/shipped.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(DEPCPP) -c -o $@ $<

$(BUILD)/obj/%.o: src/%.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(CFLAGS_PKG) $(DEPCPP) -c -o $@ $<

$(BUILD)/obj/%.o: tests/%.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(DEPCPP) -c -o $@ $<

# A unit test tests/unit/LAYER_topic.c is one Check program; it links its layer and what that layer
# may include, nothing else.
define unit_rule
$(BUILD)/tests/$(1)_%: tests/unit/$(1)_%.c $(call objs,$(1)) $(foreach l,$(NEEDS_$(1)),$(call objs,$(l)))
	@mkdir -p $$(@D)
	$$(call say,TEST,$$@)
	$(Q)$(CC) $(CPPFLAGS) -Itests/unit -DNV_TESTS='"$(CURDIR)/tests"' $(CFLAGS) $(CFLAGS_PKG) -Wno-missing-prototypes \
	  -MMD -MP -MF $$@.d $(LDFLAGS) -o $$@ $$(filter %.c %.o,$$^) $(call libs_of,$(1)) \
	  $(call pkg,--libs,check) -pthread
endef
$(foreach l,$(LAYERS),$(eval $(call unit_rule,$(l))))

# The seeded simulation: the real engine in a world of chance, over the memory store; and the replay
# of what a daemon has recorded, over a copy of its ledger.
SIM_OBJ := $(patsubst tests/sim/%.c,$(BUILD)/obj/sim/%.o,$(wildcard tests/sim/*.c)) \
           $(patsubst %,$(BUILD)/obj/daemon_%.o,claims event) \
           $(foreach l,conf engine render store model calendar base,$(call objs,$(l)))
$(BUILD)/obj/sim/%.o: tests/sim/%.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(CPPFLAGS) -Itests/unit $(CFLAGS) $(CFLAGS_PKG) $(DEPCPP) -c -o $@ $<
$(BUILD)/tests/sim: $(SIM_OBJ)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS_ALL)
test-run: $(BUILD)/tests/sim

# What deadlines come to, asked line by line: for the oracle of tests/integration/test_deadlines.py.
$(BUILD)/tests/dues: $(BUILD)/obj/oracle/dues.o $(foreach l,calendar base,$(call objs,$(l)))
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(call libs_of,calendar)
test-run: $(BUILD)/tests/dues
# What a test in another language drives a library with.
$(BUILD)/tests/mustache-oracle: tests/oracle/mustache.c $(call objs,render) $(foreach l,$(NEEDS_render),$(call objs,$(l)))
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(CFLAGS_PKG) -MMD -MP -MF $@.d $(LDFLAGS) -o $@ $(filter %.c %.o,$^) \
	  $(call libs_of,render) -pthread
test-run: $(BUILD)/tests/mustache-oracle
# Letters full of foreign text, in the small world of the unit tests.
$(BUILD)/tests/hostile-letters: tests/oracle/hostile.c $(call objs,render) $(foreach l,$(NEEDS_render),$(call objs,$(l)))
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CPPFLAGS) -Itests/unit $(CFLAGS) $(CFLAGS_PKG) -MMD -MP -MF $@.d $(LDFLAGS) -o $@ \
	  $(filter %.c %.o,$^) $(call libs_of,render) -pthread
test-run: $(BUILD)/tests/hostile-letters
$(BUILD)/tests/hook-oracle: tests/oracle/hook.c $(call objs,render) $(foreach l,$(NEEDS_render),$(call objs,$(l)))
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CPPFLAGS) -Itests/unit $(CFLAGS) $(CFLAGS_PKG) -MMD -MP -MF $@.d $(LDFLAGS) -o $@ $(filter %.c %.o,$^) \
	  $(call libs_of,render) -pthread
test-run: $(BUILD)/tests/hook-oracle

unit: $(UNIT)
check: all $(UNIT) check-layers
	$(Q)tests/run-units $(BUILD)/tests $(UNIT)

# libFuzzer targets: make fuzz [SECONDS=20] [CORPUS=dir]; each runs that long on its own corpus below build/.
FUZZ    := $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,$(wildcard tests/fuzz/*.c))
SECONDS ?= 20
$(BUILD)/fuzz/%: tests/fuzz/%.c $(filter-out $(BUILD)/obj/cli/% $(BUILD)/obj/courier/%,$(OBJ_ALL))
	@mkdir -p $(@D)
	$(call say,FUZZ,$@)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(CFLAGS_PKG) $(LDFLAGS) -fsanitize=fuzzer -o $@ $^ $(LIBS_ALL)
fuzz:
	$(Q)$(MAKE) --no-print-directory $(JOBS) VARIANT=fuzz fuzz-run
fuzz-run: $(FUZZ)
	$(Q)tests/run-fuzz $(BUILD) $(SECONDS)

check-layers:
	$(Q)tools/check-layers

format:
	$(Q)clang-format -i $$(git ls-files 'src/*.[ch]' 'tests/*.[ch]' 'bench/*.[ch]')
check-format:
	$(Q)clang-format --dry-run -Werror $$(git ls-files 'src/*.[ch]' 'tests/*.[ch]' 'bench/*.[ch]')

asan tsan clang:
	$(Q)$(MAKE) --no-print-directory $(JOBS) VARIANT=$@ check

deps-build:
	$(Q)tools/install-packages build
deps-test:
	$(Q)tools/install-packages build test

# Two makes: the packages must be there before pkg-config is asked.
demo: deps-build
	$(Q)$(MAKE) --no-print-directory $(JOBS) all
	$(Q)$(MAKE) --no-print-directory demo-run
demo-run:
	$(Q)rm -rf build/demo
	$(Q)$(BUILD)/nhacviec -c etc simulate --from 2024-12-31 --to 2025-12-31 --state build/demo

test: deps-test
	$(Q)$(MAKE) --no-print-directory $(JOBS) test-run
test-run: all $(UNIT)
	$(Q)tests/run-all $(BUILD)

# The longer checks in their nightly sizes: hours. `.ci/run` runs the same in small.
check-long: deps-test
	$(Q)$(MAKE) --no-print-directory $(JOBS) all $(BUILD)/tests/sim
	$(Q)NV_LONG=1 tests/run-longer $(BUILD)

# Programs that bench/run measures with; each links what it measures. empty.c links all libraries
# and uses none.
BENCH := $(patsubst %,$(BUILD)/bench/%,bare_curl bare_insert compose empty load phrases planner relay)
BENCH_OBJ_load    := $(foreach l,conf $(NEEDS_conf),$(call objs,$(l)))
BENCH_OBJ_phrases := $(foreach l,calendar base,$(call objs,$(l)))
BENCH_OBJ_planner := $(foreach l,conf engine render model calendar base,$(call objs,$(l)))
$(BUILD)/bench/compose: $(BENCH_OBJ_planner)
$(BUILD)/bench/load: $(BENCH_OBJ_load)
$(BUILD)/bench/planner: $(BENCH_OBJ_planner)
$(BUILD)/bench/phrases: $(BENCH_OBJ_phrases)
$(BUILD)/bench/empty: LDFLAGS += -Wl,--no-as-needed
$(BUILD)/bench/%: bench/%.c
	@mkdir -p $(@D)
	$(call say,BENCH,$@)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(CFLAGS_PKG) -MMD -MP -MF $@.d $(LDFLAGS) -o $@ $(filter %.c %.o,$^) $(LIBS_ALL)
$(BUILD)/bench/like_normal.so: bench/like_normal.c
	@mkdir -p $(@D)
	$(call say,BENCH,$@)
	$(Q)$(CC) $(CPPFLAGS) -O2 $(WARN) $(WERROR) -fPIC -shared -o $@ $<
bench-programs: all $(BENCH) $(BUILD)/bench/like_normal.so
bench: bench-programs
	$(Q)bench/run $(BUILD)

install: all
	install -d $(DESTDIR)$(PREFIX)/sbin $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/libexec/nhacviec \
	  $(DESTDIR)$(PREFIX)/lib/systemd/system \
	  $(DESTDIR)$(PREFIX)/lib/sysusers.d $(DESTDIR)$(PREFIX)/lib/tmpfiles.d $(DESTDIR)$(PREFIX)/share/doc/nhacviec/schema \
	  $(DESTDIR)$(PREFIX)/share/bash-completion/completions
	install -m 0755 $(BUILD)/nhacviecd $(DESTDIR)$(PREFIX)/sbin/nhacviecd
	install -m 0755 $(BUILD)/nhacviec $(DESTDIR)$(PREFIX)/bin/nhacviec
	install -m 0755 $(BUILD)/nhacviec-simulate $(DESTDIR)$(PREFIX)/libexec/nhacviec/nhacviec-simulate
	sed 's#=/usr/#=$(PREFIX)/#' systemd/nhacviec.service >$(BUILD)/nhacviec.service
	install -m 0644 $(BUILD)/nhacviec.service $(DESTDIR)$(PREFIX)/lib/systemd/system/
	install -m 0644 systemd/nhacviec.sysusers $(DESTDIR)$(PREFIX)/lib/sysusers.d/nhacviec.conf
	install -m 0644 systemd/nhacviec.tmpfiles $(DESTDIR)$(PREFIX)/lib/tmpfiles.d/nhacviec.conf
	install -m 0644 completion/nhacviec.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/nhacviec
	install -m 0644 README.md $(wildcard docs/*.md) $(DESTDIR)$(PREFIX)/share/doc/nhacviec/
	install -m 0644 $(wildcard docs/schema/*.json) $(DESTDIR)$(PREFIX)/share/doc/nhacviec/schema/
	tools/install-config etc $(DESTDIR)$(SYSCONF)/nhacviec $(DESTDIR)$(PREFIX)/share/nhacviec/etc
	@if command -v scdoc >/dev/null 2>&1; then \
	  for src in man/*.scd; do \
	    page=$${src#man/}; page=$${page%.scd}; dir=$(DESTDIR)$(PREFIX)/share/man/man$${page##*.}; \
	    install -d $$dir && scdoc <$$src >$(BUILD)/$$page && install -m 0644 $(BUILD)/$$page $$dir/ || exit 1; \
	  done; \
	else echo 'install: no man pages, since scdoc is not here (apt-get install scdoc)'; fi

clean:
	rm -rf build

help:
	@printf '%s\n' \
	 'make demo          install what is missing, build, replay 2025 on the real plan' \
	 'make test          install what is missing, build, run all tests' \
	 'make               build nhacviecd, nhacviec and its nhacviec-simulate in $(BUILD)/' \
	 'make check         unit tests and layer check only' \
	 'make check-long    faults and crashes in their nightly sizes: hours' \
	 'make check-layers  who includes whom' \
	 'make asan | tsan   unit tests under sanitizers; make clang builds with clang' \
	 'make fuzz          libFuzzer on every parser of outside bytes, SECONDS=20 each' \
	 'make bench         measure against peers (not a test)' \
	 'make install       DESTDIR=, PREFIX=/usr, SYSCONF=/etc; keeps configuration that is there' \
	 'make format        clang-format; make check-format says what differs' \
	 'make V=1 …         show the commands'

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
