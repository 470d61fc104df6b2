// Preloaded into a program, moves its wall clock by as many seconds as the file MOVED_BY says at that moment; the clocks
// for waiting go on as they were. Programs in C ask clock_gettime for the time. Those in Go ask the kernel's own library
// (vdso(7)), which they find through what getauxval(3) tells: another one stands in for it.
#include <elf.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <ctime>

namespace {

const volatile int64_t* moved = nullptr;

/** The least that Go reads of such a library: runtime/vdso_linux.go. */
struct Library {
  Elf64_Ehdr head;
  Elf64_Phdr parts[2];
  Elf64_Dyn dynamic[5];
  Elf64_Sym symbols[3];
  uint32_t hash[6];
  Elf64_Verdef version;
  char names[64];
};

constexpr unsigned char function = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC);
Library library{
    .head = {.e_phoff = offsetof(Library, parts), .e_phnum = 2},
    .parts = {{.p_type = PT_LOAD}, {.p_type = PT_DYNAMIC, .p_offset = offsetof(Library, dynamic)}},
    .dynamic = {{DT_STRTAB, {offsetof(Library, names)}},
                {DT_SYMTAB, {offsetof(Library, symbols)}},
                {DT_HASH, {offsetof(Library, hash)}},
                {DT_VERDEF, {offsetof(Library, version)}},
                {DT_NULL, {}}},
    .symbols = {{},
                {.st_name = 1, .st_info = function, .st_shndx = 1},    // x86-64
                {.st_name = 22, .st_info = function, .st_shndx = 1}},  // ARM
    .hash = {1, 3, 1, 0, 2, 0},  // one bucket that begins with symbol 1, and after that one comes symbol 2
    .version = {.vd_flags = VER_FLG_BASE},  // that there is none
    .names = "\0__vdso_clock_gettime\0__kernel_clock_gettime",
};

}  // namespace

extern "C" int clock_gettime(clockid_t clock, timespec* time) noexcept {
  const auto result = static_cast<int>(syscall(SYS_clock_gettime, clock, time));
  if (moved != nullptr && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) time->tv_sec += *moved;
  return result;
}

__attribute__((constructor)) static void begin(int, char**, char** environment) {
  const int file = open(MOVED_BY, O_RDONLY | O_CLOEXEC);
  void* const seen = mmap(nullptr, sizeof *moved, PROT_READ, MAP_SHARED, file, 0);
  if (seen == MAP_FAILED) return;
  close(file);
  moved = static_cast<const int64_t*>(seen);

  const auto place = reinterpret_cast<uintptr_t>(&library);
  for (auto& symbol : library.symbols) symbol.st_value = reinterpret_cast<uintptr_t>(&clock_gettime) - place;
  while (*environment != nullptr) ++environment;
  for (auto* entry = reinterpret_cast<Elf64_auxv_t*>(environment + 1); entry->a_type != AT_NULL; ++entry) {
    if (entry->a_type == AT_SYSINFO_EHDR) entry->a_un.a_val = place;
  }
}
