using System.Security.Cryptography;
using System.Buffers.Binary;
using Inquest.Health.Users;

namespace Inquest.Health.Tests;

public sealed class UserSetTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(500)]
    [InlineData(50_000)]
    [InlineData(300_000)]
    public void Estimates_within_four_standard_errors(int users)
    {
        var sketch = new HyperLogLog();
        for (var user = 0; user < users; user++)
        {
            sketch.Add(Hash(user));
            sketch.Add(Hash(user));
        }

        Assert.InRange(sketch.Estimate(), (users * (1 - .0165)) - .5, (users * 1.0165) + .5);
    }

    [Fact]
    public void A_merge_counts_those_of_both_once()
    {
        var (left, right, both) = (new HyperLogLog(), new HyperLogLog(), new HyperLogLog());
        for (var user = 0; user < 30_000; user++)
        {
            (user < 20_000 ? left : right).Add(Hash(user));
            (user < 15_000 ? right : left).Add(Hash(user));
            both.Add(Hash(user));
        }

        left.Merge(right);
        Assert.True(left.Registers.SequenceEqual(both.Registers));
    }

    [Fact]
    public void Registers_come_back_and_wrong_ones_are_refused()
    {
        var sketch = new HyperLogLog();
        sketch.Add(Hash(1));
        Assert.Equal(sketch.Estimate(), HyperLogLog.FromRegisters(sketch.Registers)!.Estimate());
        Assert.Null(HyperLogLog.FromRegisters(new byte[100]));
        var impossible = sketch.Registers.ToArray();
        impossible[5] = 64;
        Assert.Null(HyperLogLog.FromRegisters(impossible));
    }

    [Fact]
    public void Counts_exactly_until_there_are_too_many()
    {
        var set = new UserSet();
        for (var user = 0; user < HealthLimits.MaxExactUsers; user++)
        {
            set.Add(Hash(user));
        }

        set.Add(Hash(3));
        Assert.True(set.IsExact);
        Assert.Equal(HealthLimits.MaxExactUsers, set.Count);
        set.Add(Hash(-1));
        Assert.False(set.IsExact);
        Assert.InRange(set.Count, HealthLimits.MaxExactUsers * .98, HealthLimits.MaxExactUsers * 1.02);
        var small = new UserSet();
        small.Add(Hash(-2));
        small.Merge(set);
        Assert.False(small.IsExact);
    }

    static ulong Hash(int user)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, user);
        return BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(bytes));
    }
}
