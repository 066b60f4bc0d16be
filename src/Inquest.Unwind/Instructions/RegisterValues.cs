using Iced.Intel;
using Inquest.Formats.Cpu;

namespace Inquest.Unwind.Instructions;

/// <summary>Gives the decoder the values of registers, as far as they are known.</summary>
sealed class RegisterValues(RegisterFile registers)
{
    public bool TryGetRegisterValue(Register register, int elementIndex, int elementSize, out ulong value)
    {
        value = 0;
        if (register.IsSegmentRegister())
        {
            return TryGetSegmentBase(register, out value);
        }

        if (register.IsVectorRegister() || !registers.TryGet(NameIn(registers, register), out var full))
        {
            return false;
        }

        value = register.GetSize() switch
        {
            1 => (byte)full,
            2 => (ushort)full,
            4 => (uint)full,
            _ => full,
        };
        return true;
    }

    public static string NameIn(RegisterFile registers, Register register) =>
        (registers.Layout.PointerSize == 8 ? register.GetFullRegister() : register.GetFullRegister32())
            .ToString().ToLowerInvariant();

    // Only fs and gs have bases of their own; dumps of 32-bit processes do not hold them.
    bool TryGetSegmentBase(Register register, out ulong value)
    {
        value = 0;
        return register switch
        {
            Register.FS => registers.TryGet("fs_base", out value),
            Register.GS => registers.TryGet("gs_base", out value),
            _ => true,
        };
    }
}
