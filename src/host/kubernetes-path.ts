/** A path of the Kubernetes API, taken apart. https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-uris */
export type ApiPath =
	| {readonly kind: 'health'}
	| {readonly kind: 'discovery'}
	| {
			readonly kind: 'resource';
			/** Empty for the core group. */
			readonly group: string;
			readonly resource: string;
			readonly namespace?: string;
			/** None for a list. */
			readonly name?: string;
			readonly subresource?: string;
			readonly query: ReadonlyMap<string, string>;
	  };

const health = /^\/(?:healthz|livez|readyz|version)(?:\/[a-z0-9-]+)*$/;
const segment = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/;
const discoveryDepth = {api: 2, apis: 3} as const;

/** Undefined when the path is none of these, or could be read as something else by a server. */
export const parseApiPath = (path: string): ApiPath | undefined => {
	const [pathname = '', search = '', ...more] = path.split('?');
	if (more.length > 0 || !/^[\x21-\x7e]*$/.test(path) || path.includes('#')) {
		return undefined;
	}
	if (health.test(pathname)) {
		return {kind: 'health'};
	}
	const segments = pathname.slice(1).split('/');
	const [root] = segments;
	if (!pathname.startsWith('/') || (root !== 'api' && root !== 'apis') || !segments.every(isSegment)) {
		return undefined;
	}
	const depth = discoveryDepth[root];
	return segments.length <= depth
		? {kind: 'discovery'}
		: resourceOf(root === 'api' ? '' : (segments[1] ?? ''), segments.slice(depth), search);
};

const isSegment = (text: string): boolean => segment.test(text);

const resourceOf = (group: string, segments: readonly string[], search: string): ApiPath | undefined => {
	const isNamespaced = segments[0] === 'namespaces' && segments.length > 2;
	const [resource = '', name, subresource, ...more] = isNamespaced ? segments.slice(2) : segments;
	const query = queryOf(search);
	if (more.length > 0 || query === undefined) {
		return undefined;
	}
	return {
		kind: 'resource',
		group,
		resource,
		...(isNamespaced && segments[1] !== undefined && {namespace: segments[1]}),
		...(name !== undefined && {name}),
		...(subresource !== undefined && {subresource}),
		query,
	};
};

/** Undefined when a parameter comes twice: which one counts would be the server's choice. */
const queryOf = (search: string): ReadonlyMap<string, string> | undefined => {
	const pairs = [...new URLSearchParams(search)];
	const query = new Map(pairs);
	return query.size === pairs.length ? query : undefined;
};
