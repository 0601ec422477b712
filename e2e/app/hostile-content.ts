/** Nothing answers there (TEST-NET-2, RFC 5737); the fixtures fail a test that asks. */
export const ELSEWHERE = 'http://198.51.100.7'
/** Says that it ran, where a test looks for it. */
const RUN = 'window.hostile=1'

/** What is sent -> the text that a reader sees of it, which also finds the message. */
type Hostile = { name: string; content: string; shows: string }
const asItIs = (name: string, content: string): Hostile => ({ name, content, shows: content })

/** HTML is text. */
export const MARKUP: readonly Hostile[] = [
  asItIs('script', `<script>${RUN}</script>`),
  asItIs('image', `<img src=x onerror="${RUN}">`),
  asItIs('image elsewhere', `<img src="${ELSEWHERE}/pixel.png">`),
  asItIs('svg', `<svg/onload=${RUN}>`),
  asItIs('frame', `<iframe srcdoc="<script>parent.hostile=1</script>"></iframe>`),
  asItIs('details', `<details open ontoggle=${RUN}>secret</details>`),
  asItIs('style', `<style>*{display:none}</style>`),
  asItIs('link', `<link rel=stylesheet href=${ELSEWHERE}/all.css>`),
  asItIs('base', `<base href="${ELSEWHERE}/">`),
  asItIs('refresh', `<meta http-equiv=refresh content="0;url=${ELSEWHERE}/">`),
  asItIs('form', `<form action=${ELSEWHERE}><button autofocus onfocus=${RUN}>go</button></form>`),
  asItIs('anchor', `inline <a href="javascript:${RUN}">press me</a>`),
  asItIs('comment', `<!--><img src=x onerror=${RUN}>-->`),
  asItIs('attribute', `"><script>${RUN}</script>`),
  { name: 'code', content: `\`\`\`html\n</code><script>${RUN}</script>\n\`\`\``, shows: '</code><script>' },
  {
    name: 'language',
    content: `\`\`\`"><img/src=x/onerror=${RUN}>\nin a language of its own\n\`\`\``,
    shows: 'of its own',
  },
  { name: 'table', content: `| a |\n|---|\n| <script>${RUN}</script> in a cell |`, shows: `</script> in a cell` },
  { name: 'footnote', content: `Read on[^"onclick]\n\n[^"onclick]: <b onmouseover=${RUN}>note</b>`, shows: 'Read on' },
  { name: 'template', content: '{{constructor.constructor("window.hostile=1")()}}', shows: '{{constructor' },
]

/** None of these leads anywhere: no link at all. */
export const DEAD_LINKS: readonly Hostile[] = [
  ['javascript', `[press j1](javascript:${RUN})`, 'press j1'],
  ['mixed case', `[press j2](JaVaScRiPt:${RUN})`, 'press j2'],
  ['entity', `[press j3](&#106;avascript:${RUN})`, 'press j3'],
  ['tab', `[press j4](java&Tab;script:${RUN})`, 'press j4'],
  ['newline', `[press j5](<java&NewLine;script:${RUN}>)`, 'press j5'],
  ['leading control', `[press j6](<&#1;javascript:${RUN}>)`, 'press j6'],
  ['autolink', `press j7 <javascript:${RUN}>`, 'press j7'],
  ['reference', `[press j8][j8]\n\n[j8]: javascript:${RUN}`, 'press j8'],
  ['data', `[press d1](data:text/html,<script>${RUN}</script>)`, 'press d1'],
  ['data base64', '[press d2](data:text/html;base64,PHNjcmlwdD48L3NjcmlwdD4=)', 'press d2'],
  ['data autolink', 'press d3 <data:text/html,hello>', 'press d3'],
  ['vbscript', '[press v1](vbscript:msgbox(1))', 'press v1'],
  ['file', '[press f1](file:///etc/passwd)', 'press f1'],
  ['blob', '[press b1](blob:http://127.0.0.1/1)', 'press b1'],
  ['own scheme', '[press s1](stuffchat://join?u=http://198.51.100.7)', 'press s1'],
  ['app scheme', '[press s2](app://stuffchat/index.html)', 'press s2'],
  ['smb', '[press s3](smb://198.51.100.7/share)', 'press s3'],
  ['relative', '[press r1](/api/users/me)', 'press r1'],
  ['no scheme', '[press r2](//198.51.100.7/)', 'press r2'],
  ['picture', `![press p1](javascript:${RUN})`, 'press p1'],
  ['picture data', '![press p2](data:image/svg+xml,<svg/onload=alert(1)>)', 'press p2'],
].map(([name = '', content = '', shows = '']) => ({ name, content, shows }))

/** What is sent, the text that finds it -> where its one link leads. */
export const LINKS: readonly (Hostile & { leadsTo: string; warns?: string })[] = [
  {
    name: 'web',
    content: '[press w1](https://example.org/a?b=1#c)',
    shows: 'press w1',
    leadsTo: 'https://example.org/a?b=1#c',
  },
  { name: 'bare', content: 'see www.example.org now', shows: 'see www', leadsTo: 'http://www.example.org/' },
  {
    name: 'letter',
    content: '[press m1](mailto:ann@example.org)',
    shows: 'press m1',
    leadsTo: 'mailto:ann@example.org',
  },
  {
    name: 'picture',
    content: `![press w2](${ELSEWHERE}/pixel.png)`,
    shows: 'press w2',
    leadsTo: `${ELSEWHERE}/pixel.png`,
  },
  {
    name: 'picture without words',
    content: `![](${ELSEWHERE}/x.png)`,
    shows: `${ELSEWHERE}/x.png`,
    leadsTo: `${ELSEWHERE}/x.png`,
  },
  {
    name: 'quotes',
    content: `[press w3](https://example.org/"onmouseover="${RUN})`,
    shows: 'press w3',
    leadsTo: `https://example.org/%22onmouseover=%22${RUN}`,
  },
  {
    name: 'another host than it says',
    content: '[https://bank.example/login](https://evil.example/login)',
    shows: 'https://bank.example/login',
    leadsTo: 'https://evil.example/login',
    warns: '(leads to evil.example)',
  },
  {
    name: 'a name before the host',
    content: '[bank.example](https://bank.example@evil.example/)',
    shows: 'bank.example (leads',
    leadsTo: 'https://bank.example@evil.example/',
    warns: '(leads to evil.example)',
  },
  {
    name: 'letters of another script',
    content: '[https://apple.example](https://аpple.example/)',
    shows: 'https://apple.example',
    leadsTo: 'https://xn--pple-43d.example/',
    warns: '(leads to xn--pple-43d.example)',
  },
]

/** Made to be much work, or to be very large: a message has up to 8,000 characters. */
export const HEAVY: readonly Hostile[] = [
  ['quotes in quotes', '>'.repeat(7_990) + ' q end'],
  ['lists in lists', '- '.repeat(3_990) + ' l end'],
  ['open brackets', '['.repeat(7_990) + ' b end'],
  ['pictures', '!['.repeat(3_990) + ' p end'],
  ['emphasis', '*a '.repeat(2_660) + ' e end'],
  ['strong and emphasis', '**a_b'.repeat(1_590) + ' s end'],
  ['code', '`a``b'.repeat(1_590) + ' c end'],
  ['angles', '<a'.repeat(3_990) + ' a end'],
  ['strikes', '~~a '.repeat(1_990) + ' t end'],
  ['table', `x end\n${'|'.repeat(2_000)}\n${'|-'.repeat(2_000)}|\n${'|'.repeat(1_900)}`],
  ['names', '@o'.repeat(3_990) + ' n end'],
  ['addresses', 'a@b.c'.repeat(1_590) + ' m end'],
  ['one word', `${'W'.repeat(7_990)} w end`],
  ['one address', `https://example.org/${'a'.repeat(7_960)} u end`],
  ['one line of code', `\`\`\`\n${'x'.repeat(7_900)} o end\n\`\`\``],
  ['lines', `${'a\n'.repeat(3_980)} i end`],
].map(([name = '', content = '']) => ({ name, content, shows: /\w end/.exec(content)?.[0] ?? '' }))

/** As many marks on one letter as a message holds. */
export const MARKS = `Z${'\u0301\u0300\u0334'.repeat(2_666)}`
/** From here on to the left; a reader must not be led to read the neighbours backwards. */
export const REVERSED = '\u202edetrever si siht\u2066 and never closed'
export const UNSEEN = `nothing${'\u200b\u200d\u2060\ufeff\u00ad'.repeat(40)}here`

/** Names as people may give them; the room refuses bidi controls and invisible characters in them by itself. */
export const PERSON = '<img src=x onerror="window.hostile=1">'
export const CHANNEL = `"><script>${RUN}</script><b title='`
export const FILE = `'><img src=x onerror=${RUN}>.png`
/** A page, whatever its name says. */
export const PAGE = `<!doctype html><script>opener&&(opener.hostile=1);top.hostile=1</script>evil`
export const DRAWING = `<svg xmlns="http://www.w3.org/2000/svg" onload="top.hostile=1"><script>top.hostile=1</script><image href="${ELSEWHERE}/x.png"/></svg>`
