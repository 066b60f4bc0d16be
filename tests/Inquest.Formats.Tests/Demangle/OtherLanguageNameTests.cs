using CsCheck;
using Inquest.Formats.Demangle;

namespace Inquest.Formats.Tests.Demangle;

/// <summary>Names of Rust (v0), Swift and D, and what is none of them.</summary>
public sealed class OtherLanguageNameTests
{
    // The same as llvm-cxxfilt and binutils' c++filt print.
    [Theory]
    [InlineData("_RNvCs1234_7mycrate3foo", "mycrate::foo")]
    [InlineData("_RINvCs1234_7mycrate3fooNtB2_1SE", "mycrate::foo::<mycrate::S>")]
    [InlineData("_RNvMCs1234_7mycrateNtB2_1S3bar", "<mycrate::S>::bar")]
    [InlineData("_RNvXCs1234_7mycrateNtB2_1SNtB2_1T3bar", "<mycrate::S as mycrate::T>::bar")]
    [InlineData("_RNCNvCs1234_7mycrate3foos_0", "mycrate::foo::{closure#1}")]
    [InlineData("_RINvCs1234_7mycrate3fooKj7_Kb1_Kc61_Klna_E", "mycrate::foo::<7, true, 'a', -10>")]
    [InlineData("_RINvCs1234_7mycrate3fooDNtB2_1Tp4ItemhEL_E", "mycrate::foo::<dyn mycrate::T<Item = u8>>")]
    [InlineData("_RINvCs1234_7mycrate3fooFG_RL0_eEB2_E", "mycrate::foo::<for<'a> fn(&'a str) -> mycrate>")]
    [InlineData("_RINvCs1234_7mycrate3fooFUKCRhQSlEuE", "mycrate::foo::<unsafe extern \"C\" fn(&u8, &mut [i32])>")]
    [InlineData("_RNqCs4fqI2P2rA04_11utf8_identsu30____7hkackfecea1cbdathfdh9hlq6y", "utf8_idents::საჭმელად_გემრიელი_სადილი")]
    [InlineData("_RNvCs1234_7mycrate3foo.llvm.123", "mycrate::foo")]
    public void Rust(string mangled, string expected) => Assert.Equal(expected, Demangler.Demangle(mangled));

    [Theory]
    [InlineData("$s15iOSCrashingTest10CrashClassC06pleaseC0yyFZTf4d_n", "specialized static iOSCrashingTest.CrashClass.pleaseCrash()")]
    [InlineData("$s15iOSCrashingTest11AppDelegateC6windowSo8UIWindowCSgvsTo", "@objc iOSCrashingTest.AppDelegate.window.setter")]
    [InlineData("_$s15iOSCrashingTest14ViewControllerC7nibName6bundleACSSSg_So8NSBundleCSgtcfc", "iOSCrashingTest.ViewController.init(nibName:bundle:)")]
    [InlineData("$sSa13_adoptStorage_5countSayxG_SpyxGts016_ContiguousArrayB0CyxGn_SitFZyp_Tg5", "specialized static Swift.Array._adoptStorage(_:count:)")]
    [InlineData("$ss22_ContiguousArrayBufferV5count7storageAByxGSi_s01_aB7StorageCyxGtcfC", "Swift._ContiguousArrayBuffer.init(count:storage:)")]
    [InlineData("$s13AnotherTarget13CrashingClassCfD", "AnotherTarget.CrashingClass.__deallocating_deinit")]
    [InlineData("$s15iOSCrashingTest11AppDelegateCMa", "type metadata accessor for iOSCrashingTest.AppDelegate")]
    [InlineData("$s4main3fooyyFyycfU_", "closure #1 in main.foo()")]
    [InlineData("$s4main5outeryyF5innerL_yyF", "inner() in main.outer()")]
    [InlineData("$s7SwiftUI4ViewPAAE5frame5width9alignmentQr12CoreGraphics7CGFloatVSg_AA9AlignmentVtF", "SwiftUI.View.frame(width:alignment:)")]
    [InlineData("$s4main3FooVSQAASQ2eeoiySbx_xtFZTW", "protocol witness for static Swift.Equatable.== infix(_:_:) in conformance main.Foo")]
    [InlineData("$s7Example11ContentViewV4bodyQrvgyycfU_TA", "partial apply for closure #1 in Example.ContentView.body.getter")]
    [InlineData("$s7ExampleAAV4loadyyYaKFTY0_", "(2) suspend resume partial function for Example.Example.load()")]
    [InlineData("$s4main1a_WZ", "one-time initialization function for main.a")]
    [InlineData("$sIeg_IeyB_TR", "reabstraction thunk helper")]
    [InlineData("_T08tadadgsf5TestyC5crashyyFTo", "@objc tadadgsf.Testy.crash()")]
    [InlineData("_TFC11CrashLibiOS13CRLCrashSwiftg5titleSS", "CrashLibiOS.CRLCrashSwift.title.getter")]
    [InlineData("_TToFC11CrashLibiOS13CRLCrashSwift5crashfT_T_", "@objc CrashLibiOS.CRLCrashSwift.crash")]
    public void Swift(string mangled, string expected) => Assert.Equal(expected, Demangler.Demangle(mangled));

    [Theory]
    [InlineData("_D8demangle4testFaZv", "demangle.test")]
    [InlineData("_D4core6thread6Thread6__ctorMFZC4core6thread6Thread", "core.thread.Thread.this")]
    [InlineData("_Dmain", "D main")]
    public void D(string mangled, string expected) => Assert.Equal(expected, Demangler.Demangle(mangled));

    [Theory]
    [InlineData("$s")]
    [InlineData("$s4main")]
    [InlineData("$set$25a")]
    [InlineData("_T0")]
    [InlineData("_R")]
    [InlineData("_RNvCs1234_7mycrate")]
    [InlineData("_RB_")]
    [InlineData("_RNvB0_3foo")]
    [InlineData("_D3")]
    [InlineData("_DYNAMIC")]
    [InlineData("_Display")]
    [InlineData("-[NSObject(Shapes) area:with:]")]
    [InlineData("main.(*Server).Serve.func1")]
    public void What_is_not_understood_stays(string name) => Assert.Equal(name, Demangler.Demangle(name));

    [Fact]
    public void Nothing_in_a_name_makes_it_throw_or_grow_without_end()
    {
        string[] starts = ["$s", "_$s4main3FooV", "_T0", "_TF", "_TTSf4g_n___TF", "_RNvCs_1a", "_RINv", "_D4core", "_RYDG"];
        string[] pieces = ["A", "B_", "3foo", "0aB0", "yy", "Si", "x", "_", "t", "G", "FZ", "To", "Tf4", "WO", "Q", "R", "I", "E", "T", "S2000i", "A2000A", "Kj7_", "D", "L0_", "N", "NC", "s_"];
        var piece = Gen.Int[0, pieces.Length - 1].Select(i => pieces[i]);
        Gen.Int[0, starts.Length - 1].Select(i => starts[i]).Select(piece.Array[0, 60]).Sample((start, parts) =>
        {
            var name = start + string.Concat(parts);
            Assert.True(Demangler.Demangle(name).Length <= DemangleLimits.Default.TextLengthMax);
        });
    }
}
