//! Tricky running text, by section of CommonMark 0.31, in which the reader agrees with pulldown-cmark.

use super::differential::assert_all_agree;

#[test]
fn code_spans_escapes_and_entities() {
    assert_all_agree([
        "`` a ` b `` `c`` d`\n",
        "` `` ` `  ` ` a`\n",
        "`a\\`b`\n",
        "`a\nb`\n",
        "`*a`*\n",
        "`<a href=\"`\">`\n",
        "<a href=\"`\">`\n",
        "`a``b\n",
        "\\`a`\n",
        "\\*a\\* \\a \\\\ \\\nb\\",
        "&amp;&lt;&copy;&#35;&#x22;&#0;&#1234567;&#12345678;&x;&\n",
        "&#42;a&#42;\n",
        "`&amp;`\n",
        "[a](&ouml; \"&quot;\")\n",
        "```&ouml;\n```\n",
        "    &amp;\n",
        "&nbsp &;&#;&#x;\n",
        "&#xD800;&#x110000;\n",
        "[a](\\b\\))\n",
    ]);
}

#[test]
fn emphasis() {
    assert_all_agree([
        "*a* _b_ **c** __d__ ***e*** ___f___\n",
        "a*b*c a_b_c a**b**c a__b__c\n",
        "* a* *a *\n",
        "*(*a*)* _(_a_)_ **(**a**)**\n",
        "**a*b**c*\n",
        "***a** b*\n",
        "***a* b**\n",
        "*a **b c* d**\n",
        "**a* b*\n",
        "****a****\n",
        "*****a*****\n",
        "*a**b*\n",
        "**a***b*\n",
        "*[a*](b)\n",
        "[*a](b)*\n",
        "*a `*`*\n",
        "a*\"b\"*\n",
        "*£*a.\n",
        "*a。*b\n",
        "“*a*”b*c*\n",
        "a**“b”**c\n",
        "_a_b_ __a__b__\n",
        "**a\n\nb**\n",
        "*a\nb*\n",
        "~~a~~ ~b~ ~~~c~~~ ~~d~ e~f~g\n",
        "~~a *b~~ c*\n",
        "a~~b~~c\n",
        "*~~a~~*\n",
        "_a*_ b*\n",
        "*_a_*\n",
        "**_a*_*\n",
        "a****b** *c\n",
    ]);
}

#[test]
fn links_and_images() {
    assert_all_agree([
        "[a](b 'c') [a](<b c>) [a](b c) [a]() [](b) [a](<>)\n",
        "[a](b(c)d) [a](b(c) [a](b\\(c) [a](<b(c>)\n",
        "[a](\nb\n'c'\n)\n",
        "[a](b \"c \"d\")\n",
        "[a [b](c)](d)\n",
        "![a [b](c)](d)\n",
        "[![a](b)](c)\n",
        "[a](b)(c)\n",
        "[a]\n(b)\n",
        "[a`](b)`\n",
        "[a<b c=\"](d)\">\n",
        "[[a](b)\n",
        "[a]](b)\n",
        "![*a* `b`](c)\n",
        "!\\[a](b) \\![a](b)\n",
        "[a](b\"c\")\n",
        "[a](b \"c\\\"d\")\n",
        "[a](<b\nc>)\n",
        "<https://a.b/?c&d> <a+b:c> <a:b c> <m@n.o> <ab>\n",
        "<https://a.b/\\[\\>\n",
        "a <b c='d' e> </f> <g/> <h i = j> <33> <k l=\"m\"n> <!-- o --> <!--> <?p?> <!Q r>\n",
        "<a\nb>\n",
        "https://a.b [c https://d.e](f)\n",
        "a  \nb\\\nc   \n",
        "`a  \nb`\n",
        "<a  \nb>\n",
        "a \n b\n",
        "*a  \nb*\n",
    ]);
}
