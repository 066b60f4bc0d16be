using Inquest.Formats;

namespace Inquest.Capture.Minidump;

/// <summary>Chooses which part of each stack and which code goes into a dump.</summary>
sealed class StackPlanner(ProcessSnapshot snapshot, CaptureLimits limits, MemoryPlan plan, SoftErrors errors)
{
    // Alignment of what is kept below the stack pointer; unwinders read whole words.
    const ulong WordMask = ~15UL;

    /// <summary>The stack of each thread, crashed thread first in the budget; null for a thread whose stack pointer is nonsense.</summary>
    public MemoryView?[] Plan()
    {
        var views = new MemoryView?[snapshot.Threads.Count];
        var crashed = CrashedIndex();
        if (crashed >= 0)
        {
            views[crashed] = PlanCrashed(snapshot.Threads[crashed]);
            AddCode(snapshot.Threads[crashed]);
        }

        for (var i = 0; i < views.Length; i++)
        {
            if (i == crashed)
            {
                continue;
            }

            var thread = snapshot.Threads[i];
            var size = i < limits.FullStackThreadCount ? limits.OtherStackSize : limits.ManyThreadsStackSize;
            views[i] = FindStack(thread) is { } stack ? AddHot(thread, stack, size) : null;
        }

        return views;
    }

    int CrashedIndex()
    {
        for (var i = 0; i < snapshot.Threads.Count; i++)
        {
            if (snapshot.Signal is { } signal && snapshot.Threads[i].Id == signal.ThreadId)
            {
                return i;
            }
        }

        return snapshot.Threads.Count > 0 ? 0 : -1;
    }

    MemoryView? PlanCrashed(ThreadSnapshot thread)
    {
        if (FindStack(thread) is not { } stack)
        {
            errors.Add($"thread {thread.Id} crashed with the stack pointer {thread.Registers.StackPointer:x} outside of any mapping");
            return null;
        }

        var hot = AddHot(thread, stack, limits.CrashedStackHotSize);
        if (hot is { } view && view.Start + (ulong)view.Size < stack.End)
        {
            // The cold end holds main() or the thread's start: who began the recursion.
            var rest = view.Start + (ulong)view.Size;
            var start = Math.Max(rest, stack.End - Math.Min(stack.End, (ulong)limits.CrashedStackColdSize));
            plan.Add(new AddressRange(start & WordMask, stack.End), "the cold end of the crashed stack");
        }

        if (hot is { } kept)
        {
            AddInterrupted(thread, kept, stack);
        }

        return hot;
    }

    /// <summary>
    /// A handler that crashed on an alternate stack: what it interrupted is on the thread's own one, from the lowest address
    /// that the alternate stack knows of it. One of those is the stack pointer that the kernel saved.
    /// </summary>
    void AddInterrupted(ThreadSnapshot thread, MemoryView kept, AddressRange current)
    {
        if (OwnStack(thread) is not { } own || own.Contains(thread.Registers.StackPointer) || own.Contains(current.Start))
        {
            return;
        }

        var lowest = ulong.MaxValue;
        var size = (uint)thread.Registers.Layout.PointerSize;
        for (var slot = kept.Start; slot + size <= kept.Start + (ulong)kept.Size; slot += size)
        {
            if (snapshot.Memory.TryReadPointer(slot, (int)size, out var word) && own.Contains(word))
            {
                lowest = Math.Min(lowest, word);
            }
        }

        if (lowest != ulong.MaxValue)
        {
            var start = Math.Max(own.Start, lowest - Math.Min(lowest, (ulong)limits.RedZoneSize)) & WordMask;
            plan.Add(new AddressRange(start, Math.Min(own.End, start + (ulong)limits.OtherStackSize)), $"the interrupted stack of thread {thread.Id}");
        }
    }

    /// <summary>The stack that the thread was started with: below its TLS, or the one that the kernel named.</summary>
    AddressRange? OwnStack(ThreadSnapshot thread)
    {
        if (thread.Id != snapshot.ProcessId)
        {
            return thread.Registers.TryGet("fs_base", out var tls) && snapshot.FindMapping(tls) is { } mapping
                ? new AddressRange(mapping.Range.Start, tls)
                : null;
        }

        return snapshot.Mappings.FirstOrDefault(static mapping => mapping.Path == "[stack]")?.Range;
    }

    MemoryView? AddHot(ThreadSnapshot thread, AddressRange stack, int size)
    {
        var end = Math.Min(stack.End, stack.Start + (ulong)size);
        if (end < stack.End)
        {
            errors.Add($"the stack of thread {thread.Id} has {stack.Size} bytes, of which {end - stack.Start} are kept");
        }

        return plan.Add(new AddressRange(stack.Start, end), $"the stack of thread {thread.Id}");
    }

    /// <summary>From the red zone below the stack pointer to the end of the stack.</summary>
    AddressRange? FindStack(ThreadSnapshot thread)
    {
        var pointer = thread.Registers.StackPointer;
        var mapping = snapshot.FindMapping(pointer);
        if (mapping is not null && mapping.Protection == MemoryProtection.None)
        {
            // The guard page of a pthread: the stack is the mapping above.
            mapping = null;
        }

        var start = pointer;
        if (mapping is null)
        {
            // An overflow moves the stack pointer below its mapping before it touches memory; no mapping is there.
            mapping = snapshot.FindMappingAbove(pointer);
            if (mapping is null || mapping.Range.Start - pointer > limits.OverflowDistanceMax
                || mapping.Protection is { } protection && !protection.HasFlag(MemoryProtection.Write))
            {
                return null;
            }

            start = mapping.Range.Start;
            plan.HasOverflowed |= snapshot.Signal is { } signal && signal.ThreadId == thread.Id;
            errors.Add($"thread {thread.Id}: stack pointer {pointer:x} lies below its stack, which is kept from {start:x}");
        }
        else
        {
            start = Math.Max(mapping.Range.Start, pointer - Math.Min(pointer, (ulong)limits.RedZoneSize)) & WordMask;
        }

        return new AddressRange(start, EndOfStack(thread, mapping, pointer));
    }

    ulong EndOfStack(ThreadSnapshot thread, MemoryMapping mapping, ulong pointer)
    {
        // A pthread's stack ends in its own TLS and struct pthread, which start at the FS base.
        if (thread.Registers.TryGet("fs_base", out var tls) && tls > pointer && mapping.Range.Contains(tls))
        {
            return tls;
        }

        // The kernel splits a stack whose upper part got other flags (mprotect, madvise): join what is adjacent and writable.
        var end = mapping.Range.End;
        while (snapshot.FindMapping(end) is { Path: "" or "[stack]", Protection: { } protection } next
            && protection.HasFlag(MemoryProtection.Write) && !protection.HasFlag(MemoryProtection.Execute)
            && mapping.Path == next.Path && end - pointer < (ulong)limits.CrashedStackHotSize)
        {
            end = next.Range.End;
        }

        return end;
    }

    void AddCode(ThreadSnapshot thread)
    {
        var counter = thread.Registers.ProgramCounter;
        if (AddCodeAround(counter))
        {
            return;
        }

        // A call through garbage: the code that made it is at the return address, so that a person sees the call.
        var caller = thread.Registers.Layout.LinkRegister >= 0
            ? thread.Registers[thread.Registers.Layout.LinkRegister]
            : snapshot.Memory.TryReadPointer(thread.Registers.StackPointer, thread.Registers.Layout.PointerSize, out var address)
                ? address
                : 0;
        AddCodeAround(caller);
    }

    bool AddCodeAround(ulong address)
    {
        if (snapshot.FindMapping(address) is not { } mapping
            || (mapping.Protection is { } protection && !protection.HasFlag(MemoryProtection.Execute)))
        {
            return false;
        }

        var half = (ulong)limits.CodeSize / 2;
        var start = Math.Max(mapping.Range.Start, address - Math.Min(address, half));
        var end = Math.Min(mapping.Range.End, address + half);
        return plan.Add(new AddressRange(start, end), "code") is not null;
    }
}
