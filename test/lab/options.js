import {availableParallelism} from 'node:os';
import {parseArgs} from 'node:util';
import {coredns} from './api/real-dns.js';
import {kubeApiserver, realRelease} from './api/real-server.js';
import {releaseNames} from './cluster.js';
import {clusterNames, clusterOptionsOf} from './clusters.js';
import {loadKind} from './cni.js';
import {flanneld, pluginPrograms, runtimePrograms} from './cri/programs.js';
import {defaultProgram} from './judge.js';

export const help = `Usage: npm run lab -- [options]     (as root)

Builds clusters out of namespaces on this machine, breaks them, and checks that rke2-netdoctor names the cause.

  --cni NAME         only this cluster (repeatable): KIND, KIND-multus, KIND-multus-thick, where KIND is a folder of
                     test/lab/cni, or canal-dual (IPv4 and IPv6)
  --only ID[,ID…]    only these faults or paths (repeatable); with --keep it stays in place
  --paths            no faults: the ways in which an operator starts the program (ssh, cron, pipes, signals, not root),
                     and the proof that it only reads
  --keep             leave one cluster (canal, or --cni) up until Ctrl-C, and print how to enter a node
  --capture [DIR]    record bundles of healthy and broken nodes below DIR (fixtures/nodes)
  --program PATH     another build to judge, such as the single executable (bin/rke2-netdoctor.js)
  --no-judge         only prove that cluster and faults are real
  --nodes 2|3        one server and one or two agents (3)
  --real-api         etcd, and a kube-apiserver and a CoreDNS built from their Go modules, in place of their stand-ins;
                     first, what real API server and stand-in answer to each identity is compared
  --real-cri         beside them containerd, crictl and the CNI plugins, built too, and Debian's runc: they make the pods;
                     clusters of canal, canal-multus and flannel, whose flanneld is real then
  --release VERSION  ${releaseNames.join(' or ')}
  --measure ROUNDS   only print what a passive run on an idle node costs (seconds: the median)
  --once             each fault in the first of its clusters only: every fault in the least time
  --jobs NUMBER      clusters at a time (two for each processor, one of real parts); one with many faults is built several times
  --json             results as JSON
  --faults DIR       further fault files (repeatable)
  --list             the faults, or the paths
`;

/** The options of `words`; throws what was expected and what was given. */
export const readOptions = words => {
	// parseArgs knows no option with an optional value.
	const given = words.flatMap((word, index) =>
		word === '--capture' && (words[index + 1] ?? '--').startsWith('--')
			? ['--capture=fixtures/nodes']
			: [word],
	);
	const {values} = parseArgs({
		args: given,
		allowNegative: true,
		options: {
			only: {type: 'string', multiple: true, default: []},
			cni: {type: 'string', multiple: true, default: []},
			faults: {type: 'string', multiple: true, default: []},
			paths: {type: 'boolean', default: false},
			once: {type: 'boolean', default: false},
			'real-api': {type: 'boolean', default: false},
			'real-cri': {type: 'boolean', default: false},
			keep: {type: 'boolean', default: false},
			capture: {type: 'string'},
			program: {type: 'string', default: defaultProgram},
			judge: {type: 'boolean', default: true},
			nodes: {type: 'string', default: '3'},
			release: {type: 'string'},
			measure: {type: 'string'},
			json: {type: 'boolean', default: false},
			jobs: {type: 'string'},
			list: {type: 'boolean', default: false},
			help: {type: 'boolean', default: false},
		},
	});
	if (!['2', '3'].includes(values.nodes)) {
		throw new Error(`expected --nodes 2 or 3, got ${values.nodes}`);
	}
	// The CNI plugins ask the API as ServiceAccounts, which only a real one knows.
	const needsApi = values['real-api'] || values['real-cri'];
	const possible = needsApi ? [realRelease] : releaseNames;
	const {release = possible[0]} = values;
	if (!possible.includes(release)) {
		throw new Error(`expected --release ${possible.join(' or ')}, got ${release}`);
	}
	// Half of a run is waiting for answers that do not come; real servers have more to do.
	const jobs = Number(values.jobs ?? availableParallelism() * (needsApi ? 1 : 2));
	if (!Number.isInteger(jobs) || jobs < 1) {
		throw new Error(`expected --jobs with a number from 1, got ${values.jobs}`);
	}
	return {...values, jobs, release, 'real-api': needsApi};
};

/** Those named by --only; without it all, of faults with --capture those that have records. */
export const chooseFaults = (known, {only, capture}) => {
	const ids = only.flatMap(words => words.split(','));
	const unknown = ids.filter(id => !known.some(one => one.id === id));
	if (unknown.length > 0) {
		throw new Error(`expected names of --list, got ${unknown.join(', ')}`);
	}
	return known.filter(({id, records}) =>
		ids.length > 0 ? ids.includes(id) : capture === undefined || records !== undefined,
	);
};

/** The faults to try in one of the clusters `names`. */
const faultsIn = (cluster, names, faults, {once}) =>
	faults.filter(({cni}) =>
		once ? cni.find(name => names.includes(name)) === cluster : cni.includes(cluster),
	);

/** A cluster with more faults is built several times, so that its faults are tried side by side. */
const faultsOfPart = 50;

/** What a process builds and tries by itself: `{id, cluster, faults}`, a cluster with its faults or a share of them. */
export const partsOf = (names, faults, options) =>
	names.flatMap(cluster => {
		const chosen = options.paths ? faults : faultsIn(cluster, names, faults, options);
		// Healthy nodes are recorded once, and one cluster stays.
		const isWhole = options.paths || options.keep || options.capture !== undefined;
		const count = isWhole ? 1 : Math.max(1, Math.ceil(chosen.length / faultsOfPart));
		return Array.from({length: count}, (_, part) => ({
			id: count === 1 ? cluster : `${cluster} ${part + 1} of ${count}`,
			cluster,
			faults: chosen.filter((_, index) => index % count === part),
		}));
	});

/** Whether the plugins of a cluster are here and can make pods of one family. */
const canMakePods = async name => {
	const {cni, multus, families} = await clusterOptionsOf(name);
	return (await loadKind(cni)).makesPods === true && multus !== 'thick' && families === undefined;
};

/** The clusters to build: those of --cni, else one of each kind, or canal for paths. */
export const chooseClusters = async options => {
	const names = options.cni.length > 0 ? options.cni : options.paths ? ['canal'] : await clusterNames();
	const areMade = await Promise.all(names.map(canMakePods));
	if (options['real-cri'] && options.cni.length > 0 && areMade.includes(false)) {
		throw new Error(
			`expected --real-cri with clusters whose CNI plugins are here, got ${names[areMade.indexOf(false)]}`,
		);
	}
	return options['real-cri'] ? names.filter((_, index) => areMade[index]) : names;
};

/** Debian's programs that the real parts need, and those that are built. */
export const realPartsOf = options => ({
	programs: {
		...(options['real-api'] && {etcd: 'etcd-server'}),
		...(options['real-cri'] && {'/usr/sbin/runc': 'runc'}),
	},
	built: [
		...(options['real-api'] ? [kubeApiserver, coredns] : []),
		...(options['real-cri'] ? [...runtimePrograms, ...pluginPrograms, flanneld] : []),
	],
});
