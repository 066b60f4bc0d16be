using System.Collections.Frozen;

namespace Inquest.Grouping.V1;

/// <summary>What the words of a name say: nothing in particular, or that it reports a failure. Frozen with its version.</summary>
static class NameWords
{
    static readonly FrozenSet<string> Common = FrozenSet.Create(StringComparer.Ordinal,
    [
        // What any container, buffer or string can do.
        "get", "set", "put", "add", "push", "pop", "at", "find", "lookup", "search", "insert", "remove", "delete", "erase", "copy", "cat", "append", "prepend", "read", "write", "free", "alloc",
        "len", "length", "size", "count", "next", "prev", "first", "last", "head", "tail", "init", "clear", "reset", "dup", "cmp", "compare", "equals", "equal", "clone", "destroy", "release", "ref",
        "unref", "acquire", "retain", "lock", "unlock", "swap", "move", "fill", "print", "format", "dump", "log", "load", "store", "save", "update", "open", "close", "begin", "end", "start", "stop",
        // What wrappers and helpers are called.
        "do", "run", "call", "invoke", "apply", "exec", "execute", "dispatch", "handle", "process", "perform", "wrap", "wrapper", "with", "helper", "impl", "internal", "inner", "inline", "real", "safe",
        "checked", "unchecked", "try", "maybe", "guard", "guarded", "forward", "delegate", "trampoline", "thunk", "proxy", "make", "new", "create", "build", "fast", "slow", "path", "step",
        // Nouns of everything.
        "list", "buf", "buffer", "str", "string", "vec", "vector", "arr", "array", "hash", "map", "table", "dict", "node", "tree", "queue", "stack", "ring", "pool", "arena", "ptr", "pointer", "mem",
        "memory", "byte", "bytes", "int", "num", "number", "char", "word", "slot", "item", "items", "entry", "entries", "elem", "element", "index", "idx", "iter", "iterator", "cursor", "key", "value",
        "val", "data", "object", "obj", "type", "id", "block", "chunk", "line", "text", "util", "utils", "common", "base", "core", "std", "main", "default", "child", "children", "parent", "u8", "u16",
        "u32", "u64", "i32", "i64", "to", "from", "of", "for", "each", "is", "has", "can", "as", "by", "in", "on", "and", "or", "the", "fn", "func", "function", "cb", "callback", "resolve",
        "convert", "cast", "visit", "file", "page",
    ]);

    static readonly FrozenSet<string> Failure = FrozenSet.Create(StringComparer.Ordinal,
    [
        "exception", "error", "errors", "failure", "failed", "fail", "fatal", "panic", "abort", "throw", "raise", "die", "assert", "unknown", "missing", "unexpected", "weird", "invalid", "illegal",
        "mismatch", "unsupported", "bad", "wrong",
    ]);

    static readonly FrozenSet<string> FailureVerbs = FrozenSet.Create(StringComparer.Ordinal,
        ["report", "throw", "raise", "fail", "die", "fatal", "panic", "abort", "assert", "check", "ensure", "require", "expect", "verify", "validate", "reject", "not"]);

    static readonly FrozenSet<string> FailureClasses = FrozenSet.Create(StringComparer.Ordinal,
        ["preconditions", "validate", "validation", "assert", "asserts", "assertions", "check", "checks", "verify", "guard", "require", "ensure", "objects", "args", "contract", "debug"]);

    /// <summary>True when every word of the name is one that a thousand functions share: <c>list_get</c>, <c>doCall</c>, <c>withBuffer</c>.</summary>
    public static bool AreCommon(ReadOnlySpan<char> name)
    {
        Span<char> word = stackalloc char[LongestWord];
        var words = new Words(name);
        while (words.Next(word, out var length))
        {
            if (length == 0 || !Common.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word[..length]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>True for functions whose job is to find or report a failure: <c>requireNonNull</c>, <c>reportBadKey</c>, <c>ParseError.from</c>.</summary>
    /// <param name="owner">Class, without its namespace; empty when there is none.</param>
    /// <param name="name">The function itself.</param>
    public static bool ReportsFailure(ReadOnlySpan<char> owner, ReadOnlySpan<char> name)
    {
        Span<char> word = stackalloc char[LongestWord];
        var words = new Words(owner);
        var first = true;
        var isError = false;
        while (words.Next(word, out var length))
        {
            ReadOnlySpan<char> one = word[..length];
            if (first && FailureClasses.GetAlternateLookup<ReadOnlySpan<char>>().Contains(one))
            {
                return true;
            }

            first = false;
            isError = one is "exception" or "error" or "throwable";
        }

        if (isError)
        {
            return true;
        }

        words = new Words(name);
        first = true;
        while (words.Next(word, out var length))
        {
            ReadOnlySpan<char> one = word[..length];
            if (Failure.GetAlternateLookup<ReadOnlySpan<char>>().Contains(one) || (first && FailureVerbs.GetAlternateLookup<ReadOnlySpan<char>>().Contains(one)))
            {
                return true;
            }

            first = false;
        }

        return false;
    }

    // Longer words are never in the lists; their length is given as 0.
    const int LongestWord = 24;

    /// <summary>Words of <c>snake_case</c> and <c>camelCase</c>, in lower case; digits are passed over.</summary>
    ref struct Words(ReadOnlySpan<char> name)
    {
        ReadOnlySpan<char> _rest = name;

        public bool Next(scoped Span<char> word, out int length)
        {
            length = 0;
            var start = 0;
            while (start < _rest.Length && !char.IsLetter(_rest[start]))
            {
                start++;
            }

            if (start == _rest.Length)
            {
                return false;
            }

            var end = start + 1;
            if (char.IsUpper(_rest[start]))
            {
                while (end < _rest.Length && char.IsUpper(_rest[end]) && (end + 1 >= _rest.Length || !char.IsLower(_rest[end + 1])))
                {
                    end++;
                }

                if (end == start + 1)
                {
                    end = LowerEnd(end);
                }
            }
            else
            {
                end = LowerEnd(end);
            }

            length = end - start <= word.Length ? _rest[start..end].ToLowerInvariant(word) : 0;
            _rest = _rest[end..];
            return true;
        }

        readonly int LowerEnd(int end)
        {
            while (end < _rest.Length && char.IsLetter(_rest[end]) && !char.IsUpper(_rest[end]))
            {
                end++;
            }

            return end;
        }
    }
}
