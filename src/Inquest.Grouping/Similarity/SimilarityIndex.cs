namespace Inquest.Grouping.Similarity;

/// <summary>Finds the nearest of many stacks: an inverted index, rare calls first. One thread at a time.</summary>
/// <remarks>
/// Two stacks are as similar as the weight of the calls that both have, of all that they have. A call weighs what its kind says (see
/// <see cref="StackTerms"/>), times its rarity over the stored stacks, falling off with its depth and, when shared, with how far it moved.
/// The measure follows TraceSim and FaST in its parts: depth and document frequency as weights, no alignment.
/// </remarks>
public sealed class SimilarityIndex
{
    /// <summary>How fast weight falls with depth: a call four deep weighs a third of the innermost.</summary>
    const double DepthDecay = 0.3;

    /// <summary>How fast a shared call loses when it stands deeper in one stack than in the other.</summary>
    const double ShiftDecay = 0.1;

    // A call that every stack has still says a little.
    const double LeastRarity = 0.7;

    // A name that so many stacks have finds nothing: the rarer ones of the same stack do.
    const int LongestPosting = 2_000;
    const int MostVisited = 5_000;
    const int MostCompared = 48;

    readonly Dictionary<ulong, Posting> _postings = [];
    readonly List<(long Issue, StackTerm[] Terms)> _stacks = [];
    readonly Dictionary<int, double> _found = [];

    /// <summary>Stacks that are known.</summary>
    public int Count => _stacks.Count;

    /// <summary>True when a stack has the call.</summary>
    public bool Knows(ulong id) => _postings.ContainsKey(id);

    public void Add(long issue, StackTerm[] terms)
    {
        var stack = _stacks.Count;
        _stacks.Add((issue, terms));
        for (var i = 0; i < terms.Length; i++)
        {
            if (Array.FindIndex(terms, term => term.Id == terms[i].Id) < i)
            {
                continue;
            }

            if (!_postings.TryGetValue(terms[i].Id, out var posting))
            {
                _postings.Add(terms[i].Id, posting = new());
            }

            posting.Count++;
            if (posting.Stacks.Count < LongestPosting)
            {
                posting.Stacks.Add(stack);
            }
        }
    }

    /// <param name="terms">The asking stack.</param>
    /// <param name="threshold">The least score that counts, 0 to 1.</param>
    /// <returns>Null when no stack is as near.</returns>
    public SimilarIssue? Find(StackTerm[] terms, double threshold)
    {
        if (terms.Length == 0 || _stacks.Count == 0)
        {
            return null;
        }

        var (weights, total) = Weigh(terms);
        SimilarIssue? best = null;
        foreach (var stack in Candidates(terms, weights))
        {
            var (issue, others) = _stacks[stack];
            var (otherWeights, otherTotal) = Weigh(others);
            var score = Score(terms, weights, others, otherWeights, total + otherTotal);
            if (score >= threshold && (best is null || score > best.Score || (score == best.Score && issue < best.Issue)))
            {
                best = new(issue, score, [.. Enumerable.Range(0, terms.Length).Where(i => weights[i] > 0 && Array.Exists(others, term => term.Id == terms[i].Id))]);
            }
        }

        return best;
    }

    static double Score(StackTerm[] terms, double[] weights, StackTerm[] others, double[] otherWeights, double total)
    {
        var shared = 0.0;
        for (var i = 0; i < terms.Length; i++)
        {
            for (var j = 0; weights[i] > 0 && j < others.Length; j++)
            {
                if (others[j].Id == terms[i].Id)
                {
                    shared += (weights[i] + otherWeights[j]) * Math.Exp(-ShiftDecay * Math.Abs(i - j));
                    break;
                }
            }
        }

        return total > 0 ? shared / total : 0;
    }

    // A name that returns deeper in the stack counts once, where it is innermost.
    (double[] Weights, double Total) Weigh(StackTerm[] terms)
    {
        var weights = new double[terms.Length];
        var total = 0.0;
        for (var i = 0; i < terms.Length; i++)
        {
            var isFirst = true;
            for (var j = 0; j < i && isFirst; j++)
            {
                isFirst = terms[j].Id != terms[i].Id;
            }

            if (isFirst)
            {
                var count = _postings.TryGetValue(terms[i].Id, out var posting) ? posting.Count : 0;
                weights[i] = terms[i].Weight * (Math.Log((_stacks.Count + 1) / (count + 0.5)) + LeastRarity) * Math.Exp(-DepthDecay * i);
                weights[i] = Math.Max(weights[i], 0);
                total += weights[i];
            }
        }

        return (weights, total);
    }

    /// <summary>Stacks that share the weightiest calls, best first.</summary>
    List<int> Candidates(StackTerm[] terms, double[] weights)
    {
        var order = Enumerable.Range(0, terms.Length).Where(i => weights[i] > 0).OrderByDescending(i => weights[i]);
        var visited = 0;
        _found.Clear();
        foreach (var i in order)
        {
            if (!_postings.TryGetValue(terms[i].Id, out var posting) || posting.Count > LongestPosting)
            {
                continue;
            }

            if (visited > 0 && visited + posting.Stacks.Count > MostVisited)
            {
                break;
            }

            visited += posting.Stacks.Count;
            foreach (var stack in posting.Stacks)
            {
                _found[stack] = _found.GetValueOrDefault(stack) + weights[i];
            }
        }

        var best = _found.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Take(MostCompared).Select(pair => pair.Key);
        return [.. best];
    }

    sealed class Posting
    {
        public List<int> Stacks { get; } = [];

        /// <summary>May be more than <see cref="Stacks"/> has.</summary>
        public int Count { get; set; }
    }
}
