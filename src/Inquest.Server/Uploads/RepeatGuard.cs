using Inquest.Storage;
using Inquest.Storage.Uploads;

namespace Inquest.Server.Uploads;

/// <summary>Lets each user upload each of their crashes a few times a day. Confirmed uploads survive a restart; addresses given out do not.</summary>
sealed class RepeatGuard
{
    readonly Lock _gate = new();
    readonly UploadLimits _limits;
    readonly TimeProvider _time;
    readonly Dictionary<(long Project, long User, string Fingerprint), List<Slot>> _slots = [];

    public RepeatGuard(Database database, UploadLimits limits, TimeProvider time)
    {
        (_limits, _time) = (limits, time);
        using var reader = database.Read();
        foreach (var upload in CrashUploads.Since(reader.Connection, time.GetUtcNow() - limits.RepeatWindow))
        {
            Slots((upload.ProjectId, upload.UserHash!.Value, upload.Fingerprint!)).Add(new Slot(upload.CrashId, upload.ConfirmedAt, IsConfirmed: true));
        }
    }

    /// <summary>Takes one of the user's uploads for this crash, the same one when it is asked for again.</summary>
    /// <returns>False when there is none left.</returns>
    public bool TryReserve(long project, long user, string fingerprint, string crashId)
    {
        var now = _time.GetUtcNow();
        lock (_gate)
        {
            var slots = Slots((project, user, fingerprint));
            slots.RemoveAll(slot => now - slot.At > (slot.IsConfirmed ? _limits.RepeatWindow : _limits.ReservationLifetime));
            var known = slots.FindIndex(slot => slot.CrashId == crashId);
            if (known >= 0)
            {
                slots[known] = slots[known] with { At = now };
                return true;
            }

            if (slots.Count >= _limits.UploadsPerFingerprint)
            {
                return false;
            }

            slots.Add(new Slot(crashId, now, IsConfirmed: false));
            return true;
        }
    }

    public void Confirm(long project, long user, string fingerprint, string crashId)
    {
        lock (_gate)
        {
            var slots = Slots((project, user, fingerprint));
            slots.RemoveAll(slot => slot.CrashId == crashId);
            slots.Add(new Slot(crashId, _time.GetUtcNow(), IsConfirmed: true));
        }
    }

    List<Slot> Slots((long, long, string) key)
    {
        if (_slots.TryGetValue(key, out var slots))
        {
            return slots;
        }

        if (_slots.Count >= UploadLimits.RememberedRepeatsMax)
        {
            Forget();
        }

        slots = new List<Slot>(1);
        _slots.Add(key, slots);
        return slots;
    }

    // What nobody needs first, then the older half: a user who is forgotten may upload again.
    void Forget()
    {
        var now = _time.GetUtcNow();
        var byAge = _slots.OrderBy(entry => entry.Value.Count == 0 ? DateTimeOffset.MinValue : entry.Value.Max(slot => slot.At)).ToList();
        foreach (var (key, slots) in byAge.Take(byAge.Count / 2).Concat(byAge.Skip(byAge.Count / 2).Where(entry => entry.Value.TrueForAll(slot => now - slot.At > _limits.RepeatWindow))))
        {
            _slots.Remove(key);
            slots.Clear();
        }
    }

    readonly record struct Slot(string CrashId, DateTimeOffset At, bool IsConfirmed);
}
