import {jsonFrom} from './json-text.ts';
import {objectIfAt, objectOf, textsAt} from './json-value.ts';

/** What a resolver is told, in the words of resolv.conf. */
export interface ResolverSettings {
	/** Addresses, in the order in which they are asked. */
	readonly servers: readonly string[];
	readonly searches: readonly string[];
	readonly options: readonly string[];
}

/** The last `search` or `domain` line counts, and every `nameserver` and `options` one: resolv.conf(5). */
export const parseResolvConf = (text: string): ResolverSettings => {
	const lines = text
		.split('\n')
		.map(line => line.replace(/[#;].*$/, '').trim())
		.filter(line => line !== '')
		.map(line => line.split(/\s+/));
	const wordsOf = (...names: readonly string[]): readonly (readonly string[])[] =>
		lines.filter(([name = '']) => names.includes(name)).map(([, ...words]) => words);
	return {
		servers: wordsOf('nameserver').flatMap(([server]) => server ?? []),
		searches: wordsOf('search', 'domain').at(-1) ?? [],
		options: wordsOf('options').flat(),
	};
};

/**
 * What the kubelet gave a pod, as `crictl inspectp` prints it; undefined where it is not told.
 * https://github.com/kubernetes/cri-api/blob/master/pkg/apis/runtime/v1/api.proto (DNSConfig)
 */
export const parseSandboxResolver = (text: string): ResolverSettings | undefined => {
	const info = objectIfAt(objectOf(jsonFrom(text), 'the output'), 'info') ?? {};
	const settings = objectIfAt(objectIfAt(info, 'config') ?? {}, 'dns_config');
	return (
		settings && {
			servers: textsAt(settings, 'servers'),
			searches: textsAt(settings, 'searches'),
			options: textsAt(settings, 'options'),
		}
	);
};
