// Known to the leak sanitizer as not ours: fontconfig keeps its patterns, and cairo 1.16 forgets some kilobytes of
// each font it makes a subset of.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libfontconfig\nleak:libcairo\n";
}
