import {access, constants} from 'node:fs/promises';
import {delimiter, isAbsolute, join} from 'node:path';
import {execa} from 'execa';

/** Program → Debian package. */
const programs = {
	unshare: 'util-linux',
	nsenter: 'util-linux',
	setpriv: 'util-linux',
	pivot_root: 'util-linux',
	ip: 'iproute2',
	bridge: 'iproute2',
	'iptables-nft-restore': 'iptables',
	nft: 'nftables',
	openssl: 'openssl',
	ping: 'iputils-ping',
	tar: 'tar',
};

const isExecutable = path =>
	access(path, constants.X_OK).then(
		() => true,
		() => false,
	);

const isOnPath = async program => {
	const directories = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
	const candidates = isAbsolute(program) ? [program] : directories.map(directory => join(directory, program));
	return (await Promise.all(candidates.map(isExecutable))).includes(true);
};

/** Of `{program: Debian package}` those that are not here. */
const missingPrograms = async wanted => {
	const isPresent = await Promise.all(Object.keys(wanted).map(isOnPath));
	return Object.entries(wanted).filter((_, index) => !isPresent[index]);
};

/** Why a fault or a path that needs `{program: Debian package}` is not run here; nothing when all are here. */
export const whyNotHere = async (wanted = {}) => {
	const missing = await missingPrograms(wanted);
	return missing.length === 0
		? undefined
		: `not run here: apt-get install ${missing.map(([, debianPackage]) => debianPackage).join(' ')}`;
};

/** What keeps the lab from running here, one line each; empty when nothing does. */
export const missingRequirements = async layers => {
	if (process.getuid() !== 0) {
		return [`expected to run as root (network and mount namespaces), got uid ${process.getuid()}: use sudo`];
	}
	const missing = await missingPrograms(Object.assign({}, programs, ...layers.map(layer => layer.programs)));
	return missing.map(([program, debianPackage]) => `${program} is missing: apt-get install ${debianPackage}`);
};

/** Devices that the kernel must be able to make, tried inside the lab's own network namespace. */
export const missingKernelFeatures = async layers => {
	const tries = [
		['vxlan', ['link', 'add', 'lab-try', 'type', 'vxlan', 'id', '77', 'dstport', '8479']],
		['veth', ['link', 'add', 'lab-try', 'type', 'veth', 'peer', 'name', 'lab-try2']],
		['bridge', ['link', 'add', 'lab-try', 'type', 'bridge']],
		...layers.flatMap(({links = []}) => links.map(type => [type, ['link', 'add', 'lab-try', 'type', type]])),
	];
	const missing = [];
	for (const [feature, args] of tries) {
		const {failed, stderr} = await execa('ip', args, {reject: false});
		if (failed) {
			missing.push(`this kernel has no ${feature} (${stderr.trim()})`);
		} else {
			await execa('ip', ['link', 'del', 'lab-try']);
		}
	}
	return missing;
};

const skipped = why => ({state: 'skipped', why});
const notJudged = why => ({state: 'not-judged', why});

/** Why a fault is not tried, as `{state, why}`: it has no meaning here, or what it needs is missing. Nothing when it is. */
export const whyNotTried = async (
	lab,
	{minimumNodes = 2, programs, needsStandIn, replacesTunnel = false},
) => {
	if (replacesTunnel && lab.cluster.containerRuntime !== undefined && lab.cluster.kind === 'flannel') {
		return skipped(
			'not run with the real flanneld: it ends when its device goes, and no kubelet starts it again',
		);
	}
	if (needsStandIn !== undefined && lab.cluster.containerRuntime !== undefined) {
		return skipped(`not run with the real containerd: it is told by the stand-in of ${needsStandIn}`);
	}
	if (lab.nodes.length < minimumNodes) {
		return notJudged(`needs ${minimumNodes} nodes`);
	}
	const why = await whyNotHere(programs);
	return why === undefined ? undefined : notJudged(why);
};
