export interface ResolvConf {
	readonly nameservers: readonly string[];
	/** Of the last `search` or `domain` line, which replaces the ones before. */
	readonly search: readonly string[];
	/** `ndots:5`, `rotate` … */
	readonly options: readonly string[];
}

/** resolv.conf(5); lines with another keyword are left out, as the resolver does. */
export const parseResolvConf = (text: string): ResolvConf => {
	const lines = text
		.split('\n')
		.map(line => line.replace(/^\s*[#;].*$/, '').trim())
		.filter(line => line !== '')
		.map(line => line.split(/\s+/));
	const of = (...keywords: readonly string[]): readonly (readonly string[])[] =>
		lines.filter(([keyword = '']) => keywords.includes(keyword)).map(([, ...values]) => values);
	return {
		nameservers: of('nameserver').flatMap(([address]) => address ?? []),
		search: of('search', 'domain').at(-1) ?? [],
		options: of('options').flat(),
	};
};
