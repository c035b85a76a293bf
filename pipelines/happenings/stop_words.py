"""Words that stand in any text and tell none from another."""

STOP_WORDS = frozenset(
    """
    the and for that with this from are was were been being have has had having not but all any can could will would
    shall should may might must its it's his her hers him their theirs them they she you your yours our ours who
    whom whose which what when where why how there here then than too very more most much many some such only own
    same other others another each every either neither both few less least about above after again against among
    around because before behind below between beyond during into onto over under until upon while within without
    through across along out off down near per via also already always almost ever never often now once still yet
    even just rather quite soon later earlier ago since last next first second third new old way well back get gets
    got make makes made take takes took give gives gave goes went come comes came say says said saying tell told
    according one two three four five six seven eight nine ten year years month months week weeks day days today
    yesterday tomorrow monday tuesday wednesday thursday friday saturday sunday january february march april june
    july august september october november december time times company companies firm firms group use uses used
    using want wants wanted let lets put puts set sets like likes these those does did done doing nothing something
    anything everything everybody anybody nobody somebody so-called up no nor if so as at by in of on or to an be is
    it we us he do my me am i'm cent percent
    """.split()
)

STOP_CHARACTERS = frozenset(
    "的了是在和与及或而且但并也都还又就只才已将把被让给对向从于为以之其此这该那个们我你他她它里间时日月年第等有不没可会"
    "要很最太较约到过着得所则若如因故使令称说一二三四五六七八九十百千万亿"
)
