namespace Inquest.Agreement;

/// <summary>How often we say what two other tools agree on.</summary>
public sealed class PeerAgreement
{
    readonly List<string> _differences = [];

    public int Dumps { get; private set; }

    /// <summary>Frames of crashed threads on which the other tools agree.</summary>
    public int CrashedAgreed { get; private set; }

    /// <summary>Of <see cref="CrashedAgreed"/>, those where we have the same module, function, file and line.</summary>
    public int CrashedSame { get; private set; }

    public int AllAgreed { get; private set; }

    public int AllSame { get; private set; }

    /// <summary>Frames on which the other tools contradict each other; nobody is counted wrong there.</summary>
    public int Disputed { get; private set; }

    /// <summary>Frames on which the other tools agree and the recorded truth says that there is no such frame.</summary>
    public int BothWrong { get; private set; }

    /// <summary>Each frame that we have otherwise, in words.</summary>
    public IReadOnlyList<string> Differences => _differences;

    public double CrashedShare => CrashedAgreed == 0 ? 1 : (double)CrashedSame / CrashedAgreed;

    public double AllShare => AllAgreed == 0 ? 1 : (double)AllSame / AllAgreed;

    /// <summary>Walks a case and compares it; a case that a tool could not read says nothing.</summary>
    public void Add(CorpusCase one)
    {
        if (PeerStacks.ReadRust(one.Rust) is not { } rust || PeerStacks.ReadBreakpad(one.Breakpad) is not { } breakpad)
        {
            return;
        }

        Dumps++;
        var report = OwnStacks.Walk(one);
        var truth = one.Expected is null ? null : TrueFrames.Expected(one.Expected);
        var number = 0;
        for (var i = 0; i < (report?.Threads.Count ?? 0); i++)
        {
            var thread = report!.Threads[i];

            // Breakpad leaves the thread that wrote the dump out, and numbers the others without it.
            if (thread.RequestedDump && !thread.Crashed)
            {
                continue;
            }

            Compare(
                $"{one.Name} thread {i}",
                rust.Thread(i),
                breakpad.Thread(number++),
                OwnStacks.Frames(thread),
                rust.CrashedThread == i,
                i == 0 ? truth : null);
        }
    }

    public void Add(PeerAgreement other)
    {
        Dumps += other.Dumps;
        CrashedAgreed += other.CrashedAgreed;
        CrashedSame += other.CrashedSame;
        AllAgreed += other.AllAgreed;
        AllSame += other.AllSame;
        Disputed += other.Disputed;
        BothWrong += other.BothWrong;
        _differences.AddRange(other._differences);
    }

    void Compare(
        string where,
        IReadOnlyList<NamedFrame> rust,
        IReadOnlyList<NamedFrame> breakpad,
        IReadOnlyList<NamedFrame> ours,
        bool isCrashed,
        IReadOnlyList<ulong>? truth)
    {
        for (var i = 0; i < Math.Max(rust.Count, breakpad.Count); i++)
        {
            if (i >= rust.Count || i >= breakpad.Count || !rust[i].IsSame(breakpad[i]))
            {
                // From the first contradiction on, equal places in the lists no longer mean the same frame.
                Disputed += Math.Max(rust.Count, breakpad.Count) - i;
                return;
            }

            if (truth is not null && rust[i].Address is { } address && !TrueFrames.Contains(truth, address))
            {
                BothWrong++;
                continue;
            }

            var isSame = i < ours.Count && ours[i].IsSame(rust[i]);
            AllAgreed++;
            AllSame += isSame ? 1 : 0;
            CrashedAgreed += isCrashed ? 1 : 0;
            CrashedSame += isCrashed && isSame ? 1 : 0;
            if (!isSame)
            {
                _differences.Add($"{where} frame {i}: they {rust[i]}, we {(i < ours.Count ? ours[i].ToString() : "nothing")}");
            }
        }
    }
}
