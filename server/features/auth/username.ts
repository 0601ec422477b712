export type NormalisedUsername = { ok: true; username: string; key: string } | { ok: false; reason: string }
export type NormalisedEmail = { ok: true; email: string; key: string } | { ok: false; reason: string }

const MAX_CODE_POINTS = 64
/** UTF-16 units, before anything is looked at: 64 characters with all their marks taken apart need less. */
const MAX_RAW_UNITS = 1_024
const MAX_MARKS_IN_A_ROW = 4

/**
 * \p{C} is control, format (all bidi controls too), surrogate, private use and unassigned. The single ones are
 * drawn as nothing, or stand for something lost, though Unicode does not call them ignorable: Khitan filler,
 * braille blank, musical null notehead, object replacement and replacement character.
 */
const INVISIBLE = /[\p{C}\p{Default_Ignorable_Code_Point}\u{16FE4}\u2800\u{1D159}\uFFFC\uFFFD]/u
/** After NFKC, spaces other than U+0020 are Ogham's and the line and paragraph separators. */
const ODD_SPACE = /[^\S ]/u
const LONE_MARK = /(?:^| )\p{M}/u
const TOO_MANY_MARKS = new RegExp(`\\p{M}{${MAX_MARKS_IN_A_ROW + 1}}`, 'u')

/**
 * A name as it is shown (NFKC, trimmed, runs of spaces made one), and the key under which it is unique. Whatever
 * `normaliseUsername` gave out, it accepts again unchanged. The reason of a refusal is a sentence for people.
 */
export function normaliseUsername(raw: string): NormalisedUsername {
  if (raw.length > MAX_RAW_UNITS) return refuse(`A name has at most ${MAX_CODE_POINTS} characters.`)
  const username = raw.normalize('NFKC').trim().replaceAll(/ {2,}/g, ' ')
  const length = [...username].length
  if (length === 0) return refuse('A name needs at least one character.')
  if (length > MAX_CODE_POINTS) return refuse(`A name has at most ${MAX_CODE_POINTS} characters.`)
  if (INVISIBLE.test(username) || ODD_SPACE.test(username)) {
    return refuse('A name cannot contain invisible or control characters.')
  }
  if (LONE_MARK.test(username)) return refuse('An accent or other mark in a name must follow a letter.')
  if (TOO_MANY_MARKS.test(username)) {
    return refuse(`A name cannot have more than ${MAX_MARKS_IN_A_ROW} accents or marks on one letter.`)
  }
  // A login takes either a name or an e-mail address: no name may read as the latter.
  if (/\S@\S/u.test(username)) return refuse('A name cannot look like an e-mail address.')
  if (!isOfOneScript(username))
    return refuse('A name cannot mix letters of different scripts, like Latin and Cyrillic.')
  return { ok: true, username, key: usernameKey(username) }
}

/**
 * The key under which a name is unique. Lower, upper and lower case again is Unicode's full case folding as far as
 * names can tell (ẞ = ß = SS, ς = σ, and ı = i besides), and NFKC puts together again what the mapping took apart.
 * Idempotent: tested on every code point.
 */
export function usernameKey(username: string): string {
  return username.normalize('NFKC').toLowerCase().toUpperCase().toLowerCase().normalize('NFKC')
}

/**
 * What browsers take for an e-mail address (https://html.spec.whatwg.org/#valid-e-mail-address), within the lengths
 * of RFC 5321 section 4.5.3.1: ASCII, and a domain without a dot is fine on a LAN.
 */
const EMAIL =
  /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i
const MAX_EMAIL = 254

/** An address as it was typed, trimmed, and the lower-cased key under which it is unique. */
export function normaliseEmail(raw: string): NormalisedEmail {
  const email = raw.trim()
  if (email.length > MAX_EMAIL) return refuse(`An e-mail address has at most ${MAX_EMAIL} characters.`)
  if (!EMAIL.test(email)) return refuse('That is not an e-mail address.')
  return { ok: true, email, key: email.toLowerCase() }
}

function refuse(reason: string): { ok: false; reason: string } {
  return { ok: false, reason }
}

/**
 * UTS #39's "highly restrictive" (https://www.unicode.org/reports/tr39/#Restriction_Level_Detection): one script
 * beside Common and Inherited, or Latin with what Japanese, Korean and Chinese are written in. By script
 * *extensions*, so that a mark which several scripts share (the Japanese long vowel) fits each of them.
 */
const MIXTURES = ['Latn', 'Latn Hani Hira Kana', 'Latn Hani Hang', 'Latn Hani Bopo']
/** Every other script of Unicode 17 (ISO 15924 codes), the common ones first. */
const SCRIPTS =
  'Cyrl Grek Arab Hebr Deva Thai Armn Geor Beng Taml Telu Gujr Guru Knda Mlym Sinh Khmr Laoo Mymr Tibt Ethi Thaa ' +
  'Orya Adlm Aghb Ahom Armi Avst Bali Bamu Bass Batk Berf Bhks Brah Brai Bugi Buhd Cakm Cans Cari Cham Cher Chrs ' +
  'Copt Cpmn Cprt Diak Dogr Dsrt Dupl Egyp Elba Elym Gara Glag Gong Gonm Goth Gran Gukh Hano Hatr Hluw Hmng Hmnp ' +
  'Hung Ital Java Kali Kawi Khar Khoj Kits Krai Kthi Lana Lepc Limb Lina Linb Lisu Lyci Lydi Mahj Maka Mand Mani ' +
  'Marc Medf Mend Merc Mero Modi Mong Mroo Mtei Mult Nagm Nand Narb Nbat Newa Nkoo Nshu Ogam Olck Onao Orkh Osge ' +
  'Osma Ougr Palm Pauc Perm Phag Phli Phlp Phnx Plrd Prti Rjng Rohg Runr Samr Sarb Saur Sgnw Shaw Shrd Sidd Sidt ' +
  'Sind Sogd Sogo Sora Soyo Sund Sunu Sylo Syrc Tagb Takr Tale Talu Tang Tavt Tayo Tfng Tglg Tirh Tnsa Todr Tols ' +
  'Toto Tutg Ugar Vaii Vith Wara Wcho Xpeo Xsux Yezi Yiii Zanb'

function isOfOneScript(username: string): boolean {
  return [...MIXTURES, ...SCRIPTS.split(' ')].some((scripts) => patternOf(scripts)?.test(username))
}

/** Compiled on first use: all of them cost tens of milliseconds, and hardly a name needs more than the first. */
const patterns = new Map<string, RegExp | null>()

function patternOf(scripts: string): RegExp | null {
  let pattern = patterns.get(scripts)
  if (pattern === undefined) {
    pattern = compile(scripts)
    patterns.set(scripts, pattern)
  }
  return pattern
}

/** Null for a script that is younger than the engine's Unicode tables: there its letters are unassigned anyway. */
function compile(scripts: string): RegExp | null {
  const classes = [...scripts.split(' '), 'Zyyy', 'Zinh'].map((script) => `\\p{Script_Extensions=${script}}`)
  try {
    return new RegExp(`^[${classes.join('')}]+$`, 'u')
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
