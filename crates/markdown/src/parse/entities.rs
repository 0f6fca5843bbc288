//! Entities, numeric character references and backslash escapes (CommonMark 0.31, sections 2.4 and 2.5).

use super::chars::{byte, cut, skip};

/// The character that the reference at `at` stands for, and where the reference ends.
pub(super) fn reference(text: &str, at: usize) -> Option<(char, usize)> {
    let bytes = text.as_bytes();
    if byte(bytes, at) != b'&' {
        return None;
    }
    if byte(bytes, at + 1) == b'#' {
        return numeric(bytes, at + 2);
    }
    let from = at + 1;
    let end = skip(bytes, from, |byte| byte.is_ascii_alphanumeric());
    if byte(bytes, end) != b';' || !(2..=8).contains(&(end - from)) {
        return None;
    }
    Some((named(cut(text, from, end))?, end + 1))
}

fn numeric(bytes: &[u8], at: usize) -> Option<(char, usize)> {
    let hex = matches!(byte(bytes, at), b'x' | b'X');
    let (from, base, most) = if hex { (at + 1, 16, 6) } else { (at, 10, 7) };
    let mut value = 0;
    let mut end = from;
    while let Some(digit) = char::from(byte(bytes, end)).to_digit(base) {
        end += 1;
        if end - from > most {
            return None;
        }
        value = value * base + digit;
    }
    if end == from || byte(bytes, end) != b';' {
        return None;
    }
    let c = char::from_u32(value).filter(|&c| c != '\0').unwrap_or('\u{fffd}');
    Some((c, end + 1))
}

fn named(name: &str) -> Option<char> {
    NAMED.split(' ').find_map(|entry| {
        let mut value = entry.strip_prefix(name)?.chars();
        value.next().filter(|c| !c.is_ascii_alphanumeric() && value.next().is_none())
    })
}

/// `text` with its backslash escapes and references resolved.
pub(super) fn unescaped(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < bytes.len() {
        let from = at;
        at = skip(bytes, at, |byte| byte != b'\\' && byte != b'&');
        out.push_str(cut(text, from, at));
        if let Some((c, end)) = reference(text, at) {
            out.push(c);
            at = end;
        } else if at < bytes.len() {
            at += usize::from(byte(bytes, at) == b'\\' && byte(bytes, at + 1).is_ascii_punctuation());
            out.push(char::from(byte(bytes, at)));
            at += 1;
        }
    }
    out
}

/// The names that are known, each before its character. HTML has 2,125; these are the ones that answers use.
const NAMED: &str = "amp& lt< gt> quot\" apos' nbsp\u{a0} copy© reg® trade™ hellip… mdash— ndash– lsquo‘ rsquo’ \
ldquo“ rdquo” sbquo‚ bdquo„ bull• middot· deg° plusmn± times× divide÷ euro€ pound£ yen¥ cent¢ sect§ para¶ laquo« \
raquo» lsaquo‹ rsaquo› larr← rarr→ uarr↑ darr↓ harr↔ rArr⇒ frac12½ frac14¼ frac34¾ sup1¹ sup2² sup3³ micro\u{b5} alphaα \
betaβ gammaγ deltaδ epsilonε lambdaλ muμ piπ sigmaσ tauτ phiφ omegaω DeltaΔ SigmaΣ OmegaΩ infin∞ ne≠ le≤ ge≥ asymp≈ \
sum∑ radic√ minus− check✓ cross✗ star☆ hearts♥ dagger† permil‰ prime′ iexcl¡ iquest¿ ordf\u{aa} ordm\u{ba} not¬ shy\u{ad} \
ensp\u{2002} emsp\u{2003} thinsp\u{2009} zwj\u{200d} zwnj\u{200c} szligß aelig\u{e6} AElig\u{c6} oeligœ OEligŒ aringå AringÅ \
ccedilç CcedilÇ ntildeñ NtildeÑ oslashø OslashØ auml\u{e4} Auml\u{c4} ouml\u{f6} Ouml\u{d6} uuml\u{fc} Uuml\u{dc} iumlï eumlë \
aacuteá eacuteé iacuteí oacuteó uacuteú AacuteÁ EacuteÉ IacuteÍ OacuteÓ UacuteÚ agraveà egraveè igraveì ograveò ugraveù \
AgraveÀ EgraveÈ acircâ ecircê icircî ocircô ucircû atildeã otildeõ lbrack[ rbrack] lowbar_ ast* num# Tab\t";
