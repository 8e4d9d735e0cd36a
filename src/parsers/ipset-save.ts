/** A set of the kernel, as `ipset save` tells it. */
export interface IpSet {
	readonly name: string;
	/** `hash:ip`, `hash:net,port`, `list:set` … */
	readonly type: string;
	/** What follows the type: `family inet hashsize 1024`. */
	readonly options: readonly string[];
	/** As they are printed: `10.0.0.0/8`, `10.0.0.3,udp:8472`. */
	readonly entries: readonly string[];
	/** Ranges that are not in it, although wider entries hold them. */
	readonly exceptions: readonly string[];
}

/** `ipset save`: a line `create NAME TYPE …` for each set, and one `add NAME ENTRY …` for each entry. */
export const parseIpsetSave = (text: string): readonly IpSet[] => {
	const sets = new Map<
		string,
		{type: string; options: readonly string[]; entries: string[]; exceptions: string[]}
	>();
	for (const line of text.split('\n')) {
		const [verb, name = '', value = '', ...options] = line.trim().split(/\s+/);
		if (verb === 'create') {
			sets.set(name, {type: value, options, entries: [], exceptions: []});
		} else if (verb === 'add') {
			const set = sets.get(name);
			(options.includes('nomatch') ? set?.exceptions : set?.entries)?.push(value);
		}
	}
	return [...sets].map(([name, set]) => ({name, ...set}));
};
