import {isIP} from 'node:net';
import {type Request, type RequestOf, requestKey} from '../core/request.ts';
import {parseApiPath} from './kubernetes-path.ts';
import {commandLines, productions, type ReadLine} from './read-grammar.ts';
import {plainLines} from './read-lines.ts';

export type {ReadLine} from './read-grammar.ts';

export type Permission =
	| {readonly permitted: true; readonly line: ReadLine}
	| {readonly permitted: false; readonly why: string};

/** Everything that may ever be read, for `list --reads`. */
export const grammar: readonly ReadLine[] = [...commandLines, ...Object.values(plainLines)];

const commands = productions(commandLines);

/** Decides, before anything is done, whether a request is one of `grammar`. */
export const isPermitted = (request: Request): Permission => {
	switch (request.kind) {
		case 'command':
			return commandPermission(request);
		case 'file':
			return judged(request.tail === undefined ? plainLines.file : plainLines.tail, whyNotFile(request));
		case 'directory':
			return judged(plainLines.directory, whyNotPath(request.path));
		case 'symlink':
			return judged(plainLines.symlink, whyNotPath(request.path));
		case 'stat':
			return judged(plainLines.stat, whyNotPath(request.path));
		case 'filesystem':
			return judged(plainLines.filesystem, whyNotPath(request.path));
		case 'api':
			return judged(plainLines.api, whyNotApi(request));
		case 'http':
			return judged(plainLines.http, whyNotHttp(request));
		case 'bird':
			return judged(plainLines.bird, whyNotBird(request));
		case 'packet':
			return packetPermission(request);
		case 'option':
			return judged(plainLines.option, undefined);
		case 'clock':
			return judged(plainLines.clock, undefined);
	}
};

const judged = (line: ReadLine, why: string | undefined): Permission =>
	why === undefined ? {permitted: true, line} : {permitted: false, why};

const commandPermission = (request: RequestOf<'command'>): Permission => {
	const found = commands.find(({matches}) => matches(request.argv));
	return found === undefined
		? {permitted: false, why: `not in the read grammar (see list --reads): ${requestKey(request)}`}
		: {permitted: true, line: found.line};
};

const whyNotPath = (path: string): string | undefined => {
	const isPlain = path.startsWith('/') && !path.includes('\0') && !path.split('/').includes('..');
	return isPlain ? undefined : `expected an absolute path without .., got ${JSON.stringify(path)}`;
};

/** Files whose reading takes something away, blocks, or gives memory. */
const forbiddenFiles = [
	/^\/dev(\/|$)/,
	/^\/proc\/(kmsg|kcore|kpage\w+|sysrq-trigger)$/,
	/^\/proc\/[^/]+(\/task\/[^/]+)?\/(mem|pagemap|clear_refs|fd\/.*|map_files\/.*)$/,
	/^\/proc\/[^/]+\/root\/(dev|proc|sys)(\/|$)/,
	/^\/sys\/kernel\/(debug|tracing)(\/|$)/,
];

const whyNotFile = ({path, tail: length}: RequestOf<'file'>): string | undefined => {
	const isForbidden = forbiddenFiles.some(pattern =>
		pattern.test(path.replace(/\/+/g, '/').replace(/\/\.(?=\/|$)/g, '')),
	);
	if (isForbidden) {
		return `${path} is never read: reading it can block, take something away, or give memory`;
	}
	if (length !== undefined && !(Number.isSafeInteger(length) && length > 0)) {
		return `tail: expected a positive number of bytes, got ${length}`;
	}
	return whyNotPath(path);
};

const apiParameters = new Set([
	...['labelSelector', 'fieldSelector', 'resourceVersion', 'resourceVersionMatch', 'limit'],
]);

const whyNotApi = ({path, select}: RequestOf<'api'>): string | undefined => {
	const parsed = parseApiPath(path);
	if (parsed === undefined) {
		return `not a path of the Kubernetes API that may be read: ${path}`;
	}
	if (parsed.kind !== 'resource') {
		return undefined;
	}
	const {resource, name, subresource, query} = parsed;
	const unknown = [...query.keys()].find(key => !apiParameters.has(key));
	if (resource === 'secrets' || resource === 'watch' || resource === 'proxy') {
		return `${resource} are never read`;
	}
	if (subresource !== undefined) {
		return `subresources are never read: ${subresource}`;
	}
	if (unknown !== undefined) {
		return `query parameter ${unknown} is not permitted; expected one of ${[...apiParameters].join(', ')}`;
	}
	if (select.length === 0) {
		return `${resource} are only read by field: expected a selection`;
	}
	const isSelected = query.has('labelSelector') || query.has('fieldSelector');
	return resource === 'pods' && name === undefined && !isSelected
		? 'a list of pods needs a label or field selector'
		: undefined;
};

/** Health, readiness, version and metrics; Cilium's agent and health API. */
const statusPaths =
	/^\/(?:healthz|livez|readyz|health|healthy|ready|readiness|liveness|ping|version|metrics|proxyMode|statusz|configz|v1\/(?:healthz|config|endpoint|ip|node\/ids|map|map\/[\w.-]+|service|cluster\/nodes)|v1beta\/(?:status|healthz)|v1-rke2\/(?:readyz|healthz|ping))(?:\/[a-z0-9-]+)*\/?$/;

const whyNotHttp = ({url, socket}: RequestOf<'http'>): string | undefined => {
	if (!URL.canParse(url)) {
		return `not a URL: ${url}`;
	}
	const {protocol, hostname, pathname, username, password} = new URL(url);
	if ((protocol !== 'http:' && protocol !== 'https:') || username !== '' || password !== '') {
		return `expected an http or https URL without user, got ${url}`;
	}
	if (!statusPaths.test(pathname)) {
		return `not a health or status path: ${pathname}`;
	}
	if (socket !== undefined) {
		return whyNotPath(socket);
	}
	return isLoopback(hostname) ? undefined : `expected a loopback address, got ${hostname}`;
};

const isLoopback = (hostname: string): boolean =>
	hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);

const birdSockets = /^\/(?:var\/)?run\/(?:calico|bird)\/bird6?\.ctl$/;
const birdShow = /^(?:status|protocols|route|interfaces|memory|bfd|static|symbols)(?:[ \w."*':/-]*)$/;

const whyNotBird = ({socket, show}: RequestOf<'bird'>): string | undefined => {
	if (!birdSockets.test(socket)) {
		return `not a control socket of BIRD: ${socket}`;
	}
	return birdShow.test(show) ? undefined : `not a question that BIRD is asked: show ${show}`;
};

const packetPermission = (request: RequestOf<'packet'>): Permission => {
	switch (request.packet) {
		case 'tcp':
			return judged(
				plainLines.tcp,
				whyNotAddress(request.address) ?? whyNotNumber('port', request.port, 1, 65_535),
			);
		case 'tls':
			return judged(
				plainLines.tls,
				whyNotAddress(request.address) ?? whyNotNumber('port', request.port, 1, 65_535),
			);
		case 'ping':
			return judged(
				plainLines.ping,
				whyNotAddress(request.address) ?? whyNotNumber('size', request.size, 0, 9216),
			);
		case 'dns':
			return judged(plainLines.dns, whyNotAddress(request.server) ?? whyNotName(request.name));
	}
};

/** Nobody, everybody, and groups are no peers. */
const notOneNode = /^(?:0\.|22[4-9]\.|23\d\.|2[4-5]\d\.|::$|ff)/i;

const whyNotAddress = (address: string): string | undefined =>
	isIP(address) !== 0 && !notOneNode.test(address) && !address.includes('%')
		? undefined
		: `expected the IP address of one node, got ${address}`;

const whyNotNumber = (what: string, value: number, least: number, most: number): string | undefined =>
	Number.isInteger(value) && value >= least && value <= most
		? undefined
		: `${what}: expected ${least} to ${most}, got ${value}`;

const whyNotName = (name: string): string | undefined =>
	name.length <= 253 &&
	name
		.replace(/\.$/, '')
		.split('.')
		.every(label => /^[\w-]{1,63}$/.test(label))
		? undefined
		: `not a DNS name: ${name}`;
