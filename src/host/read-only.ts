import {isIP} from 'node:net';
import {type Request, type RequestOf, requestKey} from '../core/request.ts';
import {parseApiPath} from './kubernetes-path.ts';
import {commandLines, productions, type ReadLine} from './read-grammar.ts';

export type {ReadLine} from './read-grammar.ts';

export type Permission =
	| {readonly permitted: true; readonly line: ReadLine}
	| {readonly permitted: false; readonly why: string};

const file: ReadLine = {
	tool: 'cat',
	form: 'cat PATH',
	example: 'cat /proc/net/dev',
	why: 'regular files only, no devices, no memory, no kernel log',
};
const tail: ReadLine = {
	tool: 'tail',
	form: 'tail -c NUMBER PATH',
	example: 'tail -c 65536 /var/log/calico/cni/cni.log',
};
const directory: ReadLine = {tool: 'ls', form: 'ls -l PATH', example: 'ls -l /etc/cni/net.d'};
const symlink: ReadLine = {
	tool: 'readlink',
	form: 'readlink PATH',
	example: 'readlink /sys/class/net/eth0/device',
};
const stat: ReadLine = {tool: 'stat', form: 'stat PATH', example: 'stat /run/k3s/containerd/containerd.sock'};
const filesystem: ReadLine = {tool: 'df', form: 'df PATH', example: 'df /var/lib/rancher/rke2'};
const api: ReadLine = {
	tool: 'kubectl',
	form: 'kubectl get --raw PATH',
	example: "kubectl get --raw '/api/v1/nodes?resourceVersion=0'",
	why: 'GET only, selected fields only, no secrets, no subresources, no watch; lists of pods only with a selector (kubectl itself is never run)',
};
const http: ReadLine = {
	tool: 'curl',
	form: 'curl -s [--unix-socket PATH] URL',
	example: 'curl -s http://127.0.0.1:9099/readiness',
	why: 'GET of health and status, over loopback and unix sockets (curl itself is never run)',
};
const bird: ReadLine = {
	tool: 'birdcl',
	form: 'birdcl -r -s PATH show …',
	example: 'birdcl -r -s /var/run/calico/bird.ctl show protocols',
	why: 'after `restrict`, with which BIRD refuses every change (birdcl itself is never run)',
};
const tcp: ReadLine = {
	tool: 'tcp',
	form: 'tcp ADDRESS PORT',
	example: 'tcp 10.43.0.1 443',
	why: 'one connect; not with --passive',
};
const tls: ReadLine = {
	tool: 'tls',
	form: 'tls ADDRESS PORT',
	example: 'tls 10.0.0.2 10250',
	why: 'one handshake; not with --passive',
};
const ping: ReadLine = {
	tool: 'ping',
	form: 'ping -c 1 -M do -s NUMBER ADDRESS',
	example: 'ping -c 1 -M do -s 1472 10.0.0.2',
	why: 'one packet; not with --passive',
};
const dns: ReadLine = {
	tool: 'dig',
	form: 'dig [+tcp] @ADDRESS NAME',
	example: 'dig @10.43.0.10 kubernetes.default.svc.cluster.local',
	why: 'one query (dig itself is never run); not with --passive',
};
const option: ReadLine = {
	tool: '--peer',
	form: '--peer',
	example: '--peer',
	why: 'what this run was asked to do; reads nothing',
};
const clock: ReadLine = {tool: 'date', form: 'date', example: 'date'};

/** Everything that may ever be read, for `list --reads`. */
export const grammar: readonly ReadLine[] = [
	...commandLines,
	...[file, tail, directory, symlink, stat, filesystem],
	...[api, http, bird, tcp, tls, ping, dns, option, clock],
];

const commands = productions(commandLines);

/** Decides, before anything is done, whether a request is one of `grammar`. */
export const isPermitted = (request: Request): Permission => {
	switch (request.kind) {
		case 'command':
			return commandPermission(request);
		case 'file':
			return judged(request.tail === undefined ? file : tail, whyNotFile(request));
		case 'directory':
			return judged(directory, whyNotPath(request.path));
		case 'symlink':
			return judged(symlink, whyNotPath(request.path));
		case 'stat':
			return judged(stat, whyNotPath(request.path));
		case 'filesystem':
			return judged(filesystem, whyNotPath(request.path));
		case 'api':
			return judged(api, whyNotApi(request));
		case 'http':
			return judged(http, whyNotHttp(request));
		case 'bird':
			return judged(bird, whyNotBird(request));
		case 'packet':
			return packetPermission(request);
		case 'option':
			return judged(option, undefined);
		case 'clock':
			return judged(clock, undefined);
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
			return judged(tcp, whyNotAddress(request.address) ?? whyNotNumber('port', request.port, 1, 65_535));
		case 'tls':
			return judged(tls, whyNotAddress(request.address) ?? whyNotNumber('port', request.port, 1, 65_535));
		case 'ping':
			return judged(ping, whyNotAddress(request.address) ?? whyNotNumber('size', request.size, 0, 9216));
		case 'dns':
			return judged(dns, whyNotAddress(request.server) ?? whyNotName(request.name));
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
