using System.Text.Json;
using Inquest.Health.Gate;
using Inquest.Health.Rates;
using Inquest.Health.Rollout;
using Inquest.Storage;
using Inquest.Storage.Events;
using Inquest.Storage.Releases;

namespace Inquest.Server.Releases;

/// <summary>Judges releases from counters, moves rollouts on, and keeps each decision with what it was made from.</summary>
sealed class GateService(Database database, TimeProvider time)
{
    const string GateItself = "gate";

    readonly HealthQueries _queries = new(database);
    readonly RolloutStore _store = new(database);
    readonly ProjectSetting _settings = new(database, time, "gate");
    readonly Lock _deciding = new();

    public RolloutStore Store => _store;

    public GateSettings SettingsOf(long projectId) => Parse(_settings.Load(projectId));

    public void SaveSettings(long projectId, GateSettings settings) =>
        _settings.Save(projectId, JsonSerializer.Serialize(settings, GateJson.Default.GateSettings));

    /// <summary>Looks at a release now. Looking is free: no number of looks makes a false halt likelier.</summary>
    /// <param name="environment">Null takes the project's.</param>
    /// <param name="baseline">Another predecessor than the rollout's is looked at without being recorded.</param>
    public GateAnswer Ask(long projectId, string release, string? environment = null, string? baseline = null)
    {
        // Two askers at once would record one decision twice.
        lock (_deciding)
        {
            return Judge(projectId, release, environment, baseline);
        }
    }

    /// <summary>A person halts a rollout, lets it go on, or overrides the gate.</summary>
    /// <param name="action"><c>halt</c>, <c>resume</c>, <c>override</c> or <c>baseline</c>.</param>
    /// <param name="note">Why; with <c>baseline</c> the release to compare with.</param>
    /// <returns>A sentence why it cannot be done, or null.</returns>
    public string? Act(long projectId, string release, string? environment, string action, string actor, string note)
    {
        var answer = Ask(projectId, release, environment);
        if (answer.Rollout is not { } rollout)
        {
            return answer.Missing.Count > 0 ? $"{answer.Missing[0].What} {answer.Missing[0].Next}" : "There is no rollout of this release.";
        }

        if (action == "override" && string.IsNullOrWhiteSpace(note))
        {
            return "An override needs a reason: it is kept with the decision.";
        }

        if (action == "baseline" && _queries.Life(projectId, note, rollout.Environment) is null)
        {
            return "No session of that release has been heard of, so nothing can be compared with it.";
        }

        lock (_deciding)
        {
            var now = time.GetUtcNow();
            var state = StateOf(rollout);
            var next = action switch
            {
                "halt" => StagedRollout.Halt(state),
                "resume" => StagedRollout.Resume(state, now),
                "override" => StagedRollout.Override(state, now),
                _ => state,
            };
            var changed = With(rollout, next) with
            {
                Baseline = action == "baseline" ? note : rollout.Baseline,
                WeightsJson = action == "baseline" ? null : rollout.WeightsJson,
            };
            _store.Save(changed, new RolloutDecision
            {
                ProjectId = projectId,
                RolloutId = rollout.Id,
                At = now.Milliseconds(),
                Verdict = answer.Verdict,
                Reason = action,
                Phase = changed.Phase,
                Step = changed.Step,
                Actor = actor,
                Note = note.Length <= ReleaseLimits.NoteLengthMax ? note : note[..ReleaseLimits.NoteLengthMax],
                FiguresJson = JsonSerializer.Serialize(FiguresOf(answer), GateJson.Default.GateFigures),
            });
        }

        return null;
    }

    /// <summary>Makes a stored decision again from its own input. Null: no such decision, or a person's.</summary>
    public (RolloutDecision Stored, GateInput Input, GateDecision Again)? Replay(long projectId, long decisionId)
    {
        if (_store.Decision(projectId, decisionId) is not { InputPacked: { } packed } stored
            || Zstd.UnpackJson(packed, GateJson.Default.GateInput) is not { } input)
        {
            return null;
        }

        return (stored, input, ReleaseGate.Judge(input.Evidence, input.Rule));
    }

    public static string WordOf(GateVerdict verdict) => verdict switch
    {
        GateVerdict.Advance => "pass",
        GateVerdict.Halt => "halt",
        _ => "insufficient_data",
    };

    GateAnswer Judge(long projectId, string release, string? environment, string? baseline)
    {
        var settings = SettingsOf(projectId);
        environment ??= settings.Environment;
        var nobody = new GateAnswer { Release = release, Environment = environment, Verdict = "insufficient_data", State = "unknown", Reason = GateReason.NoUsers, Settings = settings };
        if (_queries.Life(projectId, release, environment) is not { } life)
        {
            return nobody with
            {
                Missing =
                [
                    new GateMissing(
                        "unknown_release", $"Nothing has been heard of release {release}{(environment.Length > 0 ? $" in {environment}" : "")}.",
                        "Check that the name is the one that clients send, and that they send sessions."),
                ],
            };
        }

        var rollout = _store.Find(projectId, release, environment);
        var isRecorded = baseline is null || baseline == rollout?.Baseline;
        baseline ??= rollout?.Baseline ?? _queries.Predecessor(projectId, release, environment, life.First);
        if (baseline is null || baseline == release || _queries.Life(projectId, baseline, environment) is not { } old)
        {
            return nobody with
            {
                Reason = GateReason.NoBaseline,
                Missing =
                [
                    new GateMissing(
                        "no_baseline", baseline is null ? "There is no earlier release with users to compare with." : $"No session of {baseline} has been heard of.",
                        "Name a predecessor (baseline=VERSION), or wait for the next release: this one will be its predecessor."),
                ],
            };
        }

        if (rollout is not null)
        {
            settings = Parse(rollout.SettingsJson);
        }
        else if (isRecorded)
        {
            rollout = Begin(projectId, release, environment, baseline, settings, life.First);
        }

        var now = time.GetUtcNow();
        var weights = rollout?.WeightsJson is { } known && isRecorded
            ? JsonSerializer.Deserialize(known, GateJson.Default.ListGateWeight) ?? []
            : WeightsOf(projectId, baseline, environment, life.First);
        var history = History(projectId, release, baseline, environment, life, old, weights, rollout?.Highest ?? 0, now, out var unit);
        var evidence = EvidenceBuilder.Build(history);
        var rule = settings.Rule();
        var decision = ReleaseGate.Judge(evidence, rule);
        var answer = nobody with
        {
            Baseline = baseline,
            Settings = settings,
            Rollout = rollout,
            Decision = decision,
            Reason = decision.Reason,
            Verdict = WordOf(decision.Verdict),
            Unit = unit,
            Age = evidence.Age,
            Rate = RateOf(projectId, release, environment, life.First, unit, history.New),
            BaselineRate = RateOf(projectId, baseline, environment, life.First, unit, history.Old),
        };
        answer = answer with { Missing = MissingOf(answer), Causes = CausesOf(projectId, release, baseline, environment, old.First) };
        if (rollout is null || !isRecorded)
        {
            return answer;
        }

        return Record(answer, rollout, new GateInput(evidence, rule), weights, now);
    }

    GateAnswer Record(GateAnswer answer, Rollout rollout, GateInput input, IReadOnlyList<GateWeight> weights, DateTimeOffset now)
    {
        var decision = answer.Decision!;
        // The plan asks for people, the evidence counts their hours.
        var next = StagedRollout.Next(answer.Settings.Plan(), StateOf(rollout), decision with { NewExposure = answer.Rate.Total }, now);
        var changed = With(rollout, next) with
        {
            Highest = Math.Max(rollout.Highest, decision.LogWorse),
            WeightsJson = rollout.WeightsJson ?? JsonSerializer.Serialize([.. weights], GateJson.Default.ListGateWeight),
        };
        var last = _store.Decisions(rollout.ProjectId, rollout.Id, most: 1);
        var isNew = last.Count == 0 || last[0].Verdict != answer.Verdict || last[0].Phase != changed.Phase || last[0].Step != changed.Step
            || (last[0].Reason != decision.Reason.ToString() && last[0].Actor == GateItself);
        answer = answer with { Rollout = changed, State = changed.Phase };
        if (isNew)
        {
            _store.Save(changed, new RolloutDecision
            {
                ProjectId = rollout.ProjectId,
                RolloutId = rollout.Id,
                At = now.Milliseconds(),
                Verdict = answer.Verdict,
                Reason = decision.Reason.ToString(),
                Phase = changed.Phase,
                Step = changed.Step,
                Actor = GateItself,
                InputPacked = Zstd.PackJson(input, GateJson.Default.GateInput),
                FiguresJson = JsonSerializer.Serialize(FiguresOf(answer), GateJson.Default.GateFigures),
            });
        }
        else if (changed.Highest > rollout.Highest || rollout.WeightsJson is null)
        {
            _store.Save(changed, null);
        }

        // What a person decided stands above what the evidence says.
        return changed.Phase switch
        {
            "halted" => answer with { Verdict = "halt" },
            "overridden" => answer with { Verdict = "pass" },
            "complete" when answer.Verdict != "halt" => answer with { Verdict = "pass" },
            _ => answer,
        };
    }

    Rollout Begin(long projectId, string release, string environment, string baseline, GateSettings settings, long firstHour)
    {
        var began = firstHour * UnixTime.MillisecondsPerHour;
        return _store.Begin(new Rollout
        {
            ProjectId = projectId,
            Release = release,
            Environment = environment,
            Baseline = baseline,
            SettingsJson = JsonSerializer.Serialize(settings with { Hooks = [] }, GateJson.Default.GateSettings),
            WeightsJson = JsonSerializer.Serialize(WeightsOf(projectId, baseline, environment, firstHour), GateJson.Default.ListGateWeight),
            Phase = "advancing",
            StepSince = began,
            StartedAt = began,
        });
    }

    GateHistory History(
        long projectId, string release, string baseline, string environment, (long First, long Last) life, (long First, long Last) old,
        IReadOnlyList<GateWeight> weights, double highest, DateTimeOffset now, out string unit)
    {
        var nowHour = UnixTime.Hour(now.Milliseconds());
        var start = Math.Max(life.First, nowHour - ReleaseLimits.GateHoursMax);
        long[] segments = [0, .. weights.Select(weight => weight.Segment)];
        var fresh = _queries.Hours(projectId, release, environment, segments, start, nowHour);
        // A server's sessions belong to nobody: there each session stands for itself.
        var bySession = fresh.Sum(hour => hour.Users) == 0;
        unit = bySession ? "sessions" : "users";
        fresh = bySession ? _queries.Hours(projectId, release, environment, segments, start, nowHour, bySession) : fresh;
        var settledFrom = Math.Max(old.First, nowHour - ReleaseLimits.GateHoursMax);
        var settled = _queries.Hours(projectId, baseline, environment, [0], settledFrom, nowHour, bySession);
        var days = bySession ? Sum(settled) : _queries.UserDays(projectId, baseline, environment, settledFrom / 24, nowHour / 24);
        return new GateHistory
        {
            Start = start,
            Now = nowHour,
            New = fresh,
            Old = _queries.Hours(projectId, baseline, environment, segments, start, nowHour, bySession),
            Segments = weights.ToDictionary(weight => weight.Segment, weight => (weight.Name, weight.Weight)),
            OldDays = days,
            Curve = CurveOf(projectId, baseline, environment, old.First, life.First, bySession, settled),
            Highest = highest,
        };
    }

    // The predecessor's own rollout, when it was seen from its beginning beside a predecessor of its own.
    AdoptionCurve CurveOf(
        long projectId, string baseline, string environment, long first, long until, bool bySession, IReadOnlyList<HourUsers> settled)
    {
        const int week = 168;
        if (until - first < week || _queries.Predecessor(projectId, baseline, environment, first) is null)
        {
            return AdoptionCurve.Flat;
        }

        var (users, crashed) = Sum(settled.Where(hour => hour.Hour >= first + week));
        return users == 0 ? AdoptionCurve.Flat
            : EvidenceBuilder.CurveOf(_queries.Hours(projectId, baseline, environment, [0], first, first + week, bySession), (double)crashed / users);
    }

    List<GateWeight> WeightsOf(long projectId, string baseline, string environment, long firstHour)
    {
        const double least = .005;
        var before = _queries.Weights(projectId, baseline, environment, firstHour - 168, firstHour - 1, least, ReleaseLimits.SegmentsMax);
        return [.. before.Select(one => new GateWeight(one.Key, one.Value.Name, one.Value.Weight))];
    }

    CrashFreeRate RateOf(long projectId, string release, string environment, long firstHour, string unit, IReadOnlyList<HourUsers> hours)
    {
        var (total, crashed) = unit == "users"
            ? _queries.UserDays(projectId, release, environment, firstHour / 24, long.MaxValue / 48)
            : Sum(hours.Where(hour => hour.Segment == 0));
        return CrashFreeRate.Counted(Math.Min(crashed, total), total);
    }

    List<GateCause> CausesOf(long projectId, string release, string baseline, string environment, long oldFirst)
    {
        var (here, _) = _queries.UserDays(projectId, release, environment, 0, long.MaxValue / 48);
        var (before, _) = _queries.UserDays(projectId, baseline, environment, oldFirst / 24, long.MaxValue / 48);
        var scale = before > 0 ? (double)here / before : 0;
        var all = _queries.Issues(projectId, release, baseline)
            .Select(issue => (Issue: issue, Expected: issue.Before * scale, Excess: issue.Here - (issue.Before * scale)))
            .Where(one => one.Excess > 0).ToList();
        var sum = all.Sum(one => one.Excess);
        return
        [
            .. all.OrderByDescending(one => one.Excess).Take(ReleaseLimits.CausesMax).Select(one => new GateCause(
                one.Issue.IssueId, one.Issue.ShortId, one.Issue.Title, one.Issue.Before == 0, one.Issue.Here, one.Expected, one.Excess, one.Excess / sum)),
        ];
    }

    static List<GateMissing> MissingOf(GateAnswer answer) => answer.Reason switch
    {
        GateReason.NoUsers =>
        [
            new GateMissing("no_users", $"No user of {answer.Release} has been heard of.", "Check that its clients send sessions with a user or installation id."),
        ],
        GateReason.NotEnoughEvidence =>
        [
            new GateMissing(
                "not_enough_evidence", $"{answer.Rate.Total:0} days of users so far; the evidence is at {Math.Exp(answer.Decision!.LogGoodEnough):0.##} of {answer.Settings.AdvanceEvidence:0} needed.",
                "Wait: with a release as good as its predecessor about 6,500 users are needed at 0.18 % crashing, fewer at higher rates."),
        ],
        GateReason.SuspiciousRate =>
        [
            new GateMissing(
                "suspicious_rate", $"There are signs that it is worse: evidence {Math.Exp(answer.Decision!.LogWorse):0.#}, a halt comes at {1 / answer.Settings.Alpha:0}.",
                "Wait, or look at its new issues now."),
        ],
        GateReason.TooOld => [new GateMissing("too_old", "It is still undecided at the greatest age.", "A person has to decide: override or halt it.")],
        _ => [],
    };

    static GateFigures FiguresOf(GateAnswer answer) => new()
    {
        Baseline = answer.Baseline,
        Unit = answer.Unit,
        Total = (long)answer.Rate.Total,
        Crashed = (long)answer.Rate.Crashed,
        BaselineTotal = (long)answer.BaselineRate.Total,
        BaselineCrashed = (long)answer.BaselineRate.Crashed,
        LogWorse = answer.Decision?.LogWorse ?? 0,
        LogWhole = answer.Decision?.LogWhole ?? 0,
        LogGoodEnough = answer.Decision?.LogGoodEnough ?? 0,
        Segments = [.. (answer.Decision?.Segments ?? []).Take(5).Select(one => new GateSegment(one.Name, one.LogEvidence, one.IsGuilty))],
    };

    static RolloutState StateOf(Rollout rollout) => new(
        rollout.Phase switch
        {
            "waiting" => RolloutPhase.WaitingForData,
            "halted" => RolloutPhase.Halted,
            "overridden" => RolloutPhase.Overridden,
            "complete" => RolloutPhase.Complete,
            _ => RolloutPhase.Advancing,
        },
        rollout.Step, DateTimeOffset.FromUnixTimeMilliseconds(rollout.StepSince));

    static Rollout With(Rollout rollout, RolloutState state) => rollout with
    {
        Phase = state.Phase switch
        {
            RolloutPhase.WaitingForData => "waiting",
            RolloutPhase.Halted => "halted",
            RolloutPhase.Overridden => "overridden",
            RolloutPhase.Complete => "complete",
            _ => "advancing",
        },
        Step = state.Step,
        StepSince = state.StepSince.Milliseconds(),
    };

    static (long Users, long Crashed) Sum(IEnumerable<HourUsers> hours)
    {
        var (users, crashed) = (0L, 0L);
        foreach (var hour in hours)
        {
            users += hour.Users;
            crashed += hour.Crashed;
        }

        return (users, crashed);
    }

    static GateSettings Parse(string? json)
    {
        try
        {
            return json is null ? new GateSettings() : JsonSerializer.Deserialize(json, GateJson.Default.GateSettings) ?? new GateSettings();
        }
        catch (JsonException)
        {
            return new GateSettings();
        }
    }
}
