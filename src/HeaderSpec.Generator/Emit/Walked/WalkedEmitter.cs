using HeaderSpec.Model;
using HeaderSpec.Typing;

namespace HeaderSpec.Emit.Walked;

/// <summary>Writes the types that are not closed: views that know where their fields end once they have been walked.</summary>
internal static class WalkedEmitter
{
    public static void Emit(CodeWriter code, World world)
    {
        MemberTyping typing = new(world);
        foreach (TypeModel type in world.Spec.Types.Where(type => type.Shape == TypeShape.Walked))
        {
            WalkedType walked = new(typing, type);
            new WalkedViewEmitter(walked, code).Emit();
            code.Line();
            if (type.HasWalkedWriter)
            {
                new WalkedWriterEmitter(walked, code).Emit();
            }
        }
    }
}
