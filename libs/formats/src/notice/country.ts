/** ISO 3166-1: alpha-3 code followed by alpha-2 code. */
const CODES = [
  'ABWAW AFGAF AGOAO AIAAI ALAAX ALBAL ANDAD AREAE ARGAR ARMAM ASMAS ATAAQ ATFTF ATGAG AUSAU AUTAT',
  'AZEAZ BDIBI BELBE BENBJ BESBQ BFABF BGDBD BGRBG BHRBH BHSBS BIHBA BLMBL BLRBY BLZBZ BMUBM BOLBO',
  'BRABR BRBBB BRNBN BTNBT BVTBV BWABW CAFCF CANCA CCKCC CHECH CHLCL CHNCN CIVCI CMRCM CODCD COGCG',
  'COKCK COLCO COMKM CPVCV CRICR CUBCU CUWCW CXRCX CYMKY CYPCY CZECZ DEUDE DJIDJ DMADM DNKDK DOMDO',
  'DZADZ ECUEC EGYEG ERIER ESHEH ESPES ESTEE ETHET FINFI FJIFJ FLKFK FRAFR FROFO FSMFM GABGA GBRGB',
  'GEOGE GGYGG GHAGH GIBGI GINGN GLPGP GMBGM GNBGW GNQGQ GRCGR GRDGD GRLGL GTMGT GUFGF GUMGU GUYGY',
  'HKGHK HMDHM HNDHN HRVHR HTIHT HUNHU IDNID IMNIM INDIN IOTIO IRLIE IRNIR IRQIQ ISLIS ISRIL ITAIT',
  'JAMJM JEYJE JORJO JPNJP KAZKZ KENKE KGZKG KHMKH KIRKI KNAKN KORKR KWTKW LAOLA LBNLB LBRLR LBYLY',
  'LCALC LIELI LKALK LSOLS LTULT LUXLU LVALV MACMO MAFMF MARMA MCOMC MDAMD MDGMG MDVMV MEXMX MHLMH',
  'MKDMK MLIML MLTMT MMRMM MNEME MNGMN MNPMP MOZMZ MRTMR MSRMS MTQMQ MUSMU MWIMW MYSMY MYTYT NAMNA',
  'NCLNC NERNE NFKNF NGANG NICNI NIUNU NLDNL NORNO NPLNP NRUNR NZLNZ OMNOM PAKPK PANPA PCNPN PERPE',
  'PHLPH PLWPW PNGPG POLPL PRIPR PRKKP PRTPT PRYPY PSEPS PYFPF QATQA REURE ROURO RUSRU RWARW SAUSA',
  'SDNSD SENSN SGPSG SGSGS SHNSH SJMSJ SLBSB SLESL SLVSV SMRSM SOMSO SPMPM SRBRS SSDSS STPST SURSR',
  'SVKSK SVNSI SWESE SWZSZ SXMSX SYCSC SYRSY TCATC TCDTD TGOTG THATH TJKTJ TKLTK TKMTM TLSTL TONTO',
  'TTOTT TUNTN TURTR TUVTV TWNTW TZATZ UGAUG UKRUA UMIUM URYUY USAUS UZBUZ VATVA VCTVC VENVE VGBVG',
  'VIRVI VNMVN VUTVU WLFWF WSMWS YEMYE ZAFZA ZMBZM ZWEZW',
]
  .join(' ')
  .split(' ');

/** Spellings in procurement data that no list of country names has; parts of the United Kingdom buy under its law. */
const ALIASES: Readonly<Record<string, string>> = {
  uk: 'GB',
  eng: 'GB',
  england: 'GB',
  sct: 'GB',
  scotland: 'GB',
  wls: 'GB',
  wales: 'GB',
  nir: 'GB',
  'northern ireland': 'GB',
  'great britain': 'GB',
  'u.k.': 'GB',
  el: 'GR',
  xk: 'XK',
  xkx: 'XK',
  '1a0': 'XK',
  kosovo: 'XK',
  usa: 'US',
  'u.s.a.': 'US',
  'u.s.': 'US',
  'united states of america': 'US',
  'czech republic': 'CZ',
  holland: 'NL',
  'republic of korea': 'KR',
  'islamic republic of iran': 'IR',
  'republic of moldova': 'MD',
  'united republic of tanzania': 'TZ',
  'bolivarian republic of venezuela': 'VE',
  'plurinational state of bolivia': 'BO',
  'province of china taiwan': 'TW',
  'state of palestine': 'PS',
  korea: 'KR',
  'russian federation': 'RU',
  'viet nam': 'VN',
  'republic of ireland': 'IE',
  'kingdom of saudi arabia': 'SA',
  'united mexican states': 'MX',
  'republica de colombia': 'CO',
  'cote d ivoire': 'CI',
};

/** Languages in which publishers write country names. */
const LANGUAGES =
  'en fr es pt de it nl pl ro cs sk hu bg hr sl lt lv et fi sv da nb el ga mt uk ru ka tr ar he ja ko zh zh-Hant th vi id ms ur hi kk hy'.split(
    ' ',
  );

const ALPHA_2 = new Set([...CODES.map((pair) => pair.slice(3)), 'XK']);
const ALPHA_3 = new Map(CODES.map((pair) => [pair.slice(0, 3), pair.slice(3)]));
let names: ReadonlyMap<string, string> | undefined;

/**
 * Reads a country as publishers spell it (alpha-2, alpha-3, a name in one of many languages, parts of the United
 * Kingdom) as ISO 3166-1 alpha-2. Returns `undefined` for anything else, such as a region or county: never guesses.
 */
export function countryCode(spelling: string): string | undefined {
  const text = spelling.trim();
  if (/^[A-Za-z]{2}$/.test(text) && ALPHA_2.has(text.toUpperCase())) return text.toUpperCase();
  if (/^[A-Za-z]{3}$/.test(text)) {
    const code = ALPHA_3.get(text.toUpperCase());
    if (code !== undefined) return code;
  }
  return namedCountry(fold(text)) ?? namedCountry(fold(uninverted(text)));
}

function namedCountry(folded: string): string | undefined {
  if (folded === '') return undefined;
  if (Object.hasOwn(ALIASES, folded)) return ALIASES[folded];
  names ??= countryNames();
  return names.get(folded);
}

/** ISO prints some names inverted: `Korea, Republic of`, `Tanzania, United Republic of`; some lists by name alone. */
function uninverted(text: string): string {
  const [name, form, ...rest] = text.split(',');
  return name === undefined || form === undefined || rest.length > 0 ? '' : `${form} ${name}`;
}

/** Names that two countries share in different languages are left out. */
function countryNames(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const shared = new Set<string>();
  for (const language of LANGUAGES) {
    const display = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
    for (const code of ALPHA_2) {
      const name = display.of(code);
      if (name === undefined) continue;
      const folded = fold(name);
      const other = found.get(folded);
      if (other !== undefined && other !== code) shared.add(folded);
      else found.set(folded, code);
    }
  }
  for (const name of shared) found.delete(name);
  return found;
}

function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/['’`,()]/g, ' ')
    .replace(/^the /, '')
    .replace(/\s+/g, ' ')
    .trim();
}
