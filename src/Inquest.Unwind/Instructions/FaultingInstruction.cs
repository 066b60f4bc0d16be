using Iced.Intel;
using Inquest.Formats.Cpu;

namespace Inquest.Unwind.Instructions;

/// <summary>The instruction at a fault, its text and the memory that it touches.</summary>
/// <param name="Text">NASM syntax with hexadecimal numbers, as rust-minidump's reports have it.</param>
/// <param name="Accesses">Memory operands, including the implied ones of push, call and string instructions.</param>
/// <param name="IsPrivileged">True when user code may not execute it at all.</param>
sealed record FaultingInstruction(string Text, IReadOnlyList<OperandAccess> Accesses, bool IsPrivileged)
{
    const int LongestInstruction = 15;

    /// <summary>Decodes the instruction at the program counter; null when the CPU is another or its bytes are not in the dump.</summary>
    public static FaultingInstruction? TryDecode(UnwindProcess process, RegisterFile registers)
    {
        var bitness = process.Layout.Architecture switch
        {
            CpuArchitecture.Amd64 => 64,
            CpuArchitecture.X86 => 32,
            _ => 0,
        };
        if (bitness == 0)
        {
            return null;
        }

        var bytes = new byte[LongestInstruction];
        var length = process.Memory.Read(registers.ProgramCounter, bytes);
        if (length <= 0)
        {
            return null;
        }

        var decoder = Decoder.Create(bitness, new ByteArrayCodeReader(bytes, 0, length), registers.ProgramCounter);
        decoder.Decode(out var instruction);
        if (instruction.IsInvalid)
        {
            return null;
        }

        var output = new StringOutput();
        Formatter().Format(instruction, output);
        return new FaultingInstruction(output.ToStringAndReset(), AccessesOf(instruction, registers), instruction.IsPrivileged);
    }

    static NasmFormatter Formatter()
    {
        var formatter = new NasmFormatter();
        formatter.Options.HexPrefix = "0x";
        formatter.Options.HexSuffix = null;
        formatter.Options.UppercaseHex = false;
        formatter.Options.SmallHexNumbersInDecimal = false;
        formatter.Options.SpaceAfterOperandSeparator = true;
        formatter.Options.SpaceBetweenMemoryAddOperators = true;
        formatter.Options.SpaceBetweenMemoryMulOperators = true;
        formatter.Options.AlwaysShowScale = true;
        formatter.Options.MemorySizeOptions = MemorySizeOptions.Always;
        return formatter;
    }

    static List<OperandAccess> AccessesOf(in Instruction instruction, RegisterFile registers)
    {
        var accesses = new List<OperandAccess>();
        var factory = new InstructionInfoFactory();
        var values = new RegisterValues(registers);
        foreach (var memory in factory.GetInfo(instruction).GetUsedMemory())
        {
            if (memory.Access is OpAccess.None or OpAccess.NoMemAccess
                || !memory.TryGetVirtualAddress(0, out var address, values.TryGetRegisterValue))
            {
                continue;
            }

            if (registers.Layout.PointerSize == 4)
            {
                address = (uint)address;
            }

            accesses.Add(new OperandAccess(
                address,
                (uint)Math.Max(0, memory.MemorySize.GetSize()),
                memory.Access is OpAccess.Read or OpAccess.CondRead or OpAccess.ReadWrite or OpAccess.ReadCondWrite,
                memory.Access is OpAccess.Write or OpAccess.CondWrite or OpAccess.ReadWrite or OpAccess.ReadCondWrite,
                NameOf(registers, memory.Base),
                NameOf(registers, memory.Index)));
        }

        return accesses;
    }

    static string? NameOf(RegisterFile registers, Register register) =>
        register == Register.None || register is Register.RIP or Register.EIP ? null : RegisterValues.NameIn(registers, register);
}
