using System.Collections.Frozen;

namespace Inquest.Grouping.V1;

/// <summary>Functions of the C library and of toolkits in which bugs show that lie in their callers. Frozen with its version.</summary>
static class LeafNames
{
    // Compilers put these in line or not as they please: they come and go with the optimisation.
    static readonly PrefixSet Builtins = new(["mem", "str", "wcs", "wmem", "rawmem", "printf", "vprintf", "snprintf", "vsnprintf", "sprintf", "vsprintf", "fprintf", "vfprintf", "asprintf", "vasprintf", "fputs", "puts", "fwrite", "fread", "memset_", "bcopy", "bzero", "itoa", "ato"]);

    static readonly FrozenSet<string> Leaves = FrozenSet.Create(StringComparer.Ordinal,
    [
        "malloc", "calloc", "realloc", "reallocarray", "free", "cfree", "int_malloc", "int_free", "int_realloc", "int_memalign", "libc_malloc", "libc_calloc", "libc_realloc", "libc_free",
        "malloc_consolidate", "memalign", "posix_memalign", "aligned_alloc", "systrim", "qsort", "qsort_r", "bsearch", "syscall", "select", "poll", "ppoll", "epoll_wait", "read", "write",
        "open", "close", "ioctl", "recv", "recvmsg", "recvfrom", "send", "sendmsg", "sendto", "connect", "accept", "wait", "wait4", "nanosleep", "usleep", "sleep", "sigprocmask", "sigsuspend",
        "fclose", "fopen", "fflush", "getenv", "setenv", "unsetenv", "exit", "run_exit_handlers", "do_global_dtors_aux", "cxa_finalize", "dlopen", "dlclose", "dlsym", "dlopen_doit", "dlclose_doit",
        "dlerror_run", "magazine_chain_pop_head", "magazine_cache_push_magazine", "thread_memory_magazine1_reload", "slab_allocator_alloc_chunk", "slab_allocator_free_chunk", "thread_memory_from_self",
        "weak_refs_notify", "type_check_is_value_type_U", "lll_lock_wait", "lll_mutex_lock_wait", "HeapAlloc", "HeapFree", "HeapReAlloc", "RtlAllocateHeap", "RtlFreeHeap", "RtlpAllocateHeap", "RtlpFreeHeap",
        "RtlpAllocateHeapInternal", "RtlpFreeHeapInternal", "RtlReAllocateHeap", "LocalFree", "GlobalFree", "SysFreeString", "CoTaskMemFree", "free_base", "malloc_base", "free_dbg", "malloc_dbg",
        "operator new", "operator new[]", "operator delete", "operator delete[]", "objc_msgSend", "objc_release", "objc_retain", "objc_storeStrong", "CFRelease", "CFRetain", "swift_release", "swift_retain",
        "tc_free", "tc_malloc", "je_malloc", "je_free", "arena_dalloc", "arena_malloc", "moz_free", "moz_malloc", "moz_xmalloc", "xmalloc", "xrealloc", "xcalloc", "xfree", "xstrdup",
    ]);

    static readonly PrefixSet Prefixes = new(
    [
        "pthread_", "sem_", "futex", "dl_", "g_free", "g_malloc", "g_realloc", "g_try_", "g_slice_", "g_strdup", "g_strcmp", "g_str_", "g_hash_table_", "g_list_", "g_slist_", "g_queue_",
        "g_ptr_array_", "g_array_", "g_datalist_", "g_data_", "g_object_", "g_type_", "g_value_", "g_variant_", "g_mutex_", "g_static_", "g_error_", "g_utf8_", "g_string_", "g_tree_", "g_atomic_",
        "g_key_file_", "g_markup_", "g_initable_", "g_async_", "g_simple_async_", "g_weak_", "sigc::", "Glib::", "boost::", "QString::", "QByteArray::", "QHash", "QList", "QVector", "QMap",
        "QSharedData", "QBasicAtomic", "QAtomic", "QMutex", "QVariant::", "QPointer", "QScopedPointer", "QSharedPointer", "QLinkedList", "QArrayData", "QDebug", "qFree", "qMalloc", "Nt", "Zw",
    ]);

    // Code of the language's own library, mostly templates: how much of it shows depends on the compiler.
    static readonly PrefixSet Library = new(
    [
        "std::", "__gnu_cxx::", "__cxxabiv1::", "core::", "alloc::", "<alloc::", "<core::", "<std::", "hashbrown::", "__shared_", "Swift.", "absl::", "ATL::", "__gthread_",
    ]);

    /// <summary>True for functions that compilers replace by instructions, and for the language's own library: neither is part of a key.</summary>
    public static bool IsInlinedLibrary(string function)
    {
        if (Library.StartsAny(function))
        {
            return true;
        }

        var bare = Bare(function);
        // strpbrk and mempcpy are of the C library; str_table_add and memory_pool_get are somebody's own.
        return bare.Length <= 14 && !bare.Contains('_') && !bare.ContainsAnyInRange('A', 'Z') && Builtins.StartsAny(bare);
    }

    public static bool IsLeaf(string function)
    {
        var bare = Bare(function);
        return Leaves.GetAlternateLookup<ReadOnlySpan<char>>().Contains(bare) || Prefixes.StartsAny(bare);
    }

    // __libc_free, _IO_fread, __GI___poll: forms of one function.
    static ReadOnlySpan<char> Bare(string function)
    {
        var bare = function.AsSpan().TrimStart('_');
        bare = bare.StartsWith("IO_", StringComparison.Ordinal) || bare.StartsWith("GI_", StringComparison.Ordinal) ? bare[3..].TrimStart('_') : bare;
        return bare.EndsWith("_chk", StringComparison.Ordinal) ? bare[..^4] : bare;
    }
}
