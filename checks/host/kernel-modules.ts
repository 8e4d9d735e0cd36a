import {defineCheck, type Environment, hasModule, type NetworkModule, thisNode} from 'rke2-netdoctor';

/** What each data path needs, and nothing that has another name in some kernel. */
const neededBy = ({
	cni,
	backend,
	kubeProxy,
	service,
}: Environment): readonly (readonly [NetworkModule, string])[] => [
	...(backend.value === 'vxlan' ? [['vxlan', 'the overlay'] as const] : []),
	...(backend.value === 'wireguard' ? [['wireguard', 'the overlay'] as const] : []),
	...((cni.value === 'canal' || cni.value === 'flannel') && kubeProxy.value === 'iptables'
		? [['br_netfilter', 'flanneld'] as const]
		: []),
	...(['iptables', 'ipvs', 'nftables'].includes(kubeProxy.value ?? '')
		? [['nf_conntrack', 'kube-proxy'] as const]
		: []),
	...(kubeProxy.value === 'iptables'
		? (['xt_addrtype', 'xt_comment', 'xt_conntrack', 'xt_statistic'] as const).map(
				name => [name, 'kube-proxy'] as const,
			)
		: []),
	...(service.value === 'running' ? [] : [['overlay', "containerd's default snapshotter"] as const]),
];

/** What fails without the modules. */
const symptoms = [
	'host/bridge-netfilter',
	'flannel/log#bridgeNetfilter',
	'flannel/log#backendUnsupported',
	'canal/container',
	'overlay/vxlan-missing',
	'service/kube-proxy',
] as const;

export default defineCheck({
	id: 'host/kernel-modules',
	title: 'The kernel can do what the data path needs',
	rationale:
		'VXLAN, connection tracking and the matches of kube-proxy are parts of the kernel that may be loaded, built in, or missing. RHEL 10 keeps several of them in a package of its own, and after an update the modules of the running kernel may be gone until the reboot. Only what is neither there nor on disk is told.',
	needs: {modules: 'kernel.modules', disk: 'kernel.modules-on-disk', links: 'ip.link'},
	messages: {
		missing: {
			severity: 'critical',
			text: 'Kernel {release} has no {modules}: neither loaded, built in nor on disk ({users})',
			guide: {
				steps: [
					{text: 'modinfo {modules}'},
					{
						text: 'Install the package with further modules of kernel {release}, then reboot: linux-modules-extra-{release} on Ubuntu, kernel-default instead of kernel-default-base on SUSE',
						changes: 'node',
					},
				],
				links: ['rke2/requirements-linux'],
			},
			explains: symptoms,
		},
		missingOnEl10: {
			severity: 'critical',
			text: 'Kernel {release} has no {modules}: neither loaded, built in nor on disk ({users})',
			guide: {
				steps: [
					{text: 'dnf install -y kernel-modules-extra-{release}', changes: 'node'},
					{text: 'Reboot, or restart RKE2', changes: 'node'},
				],
				links: ['rke2/requirements-linux'],
			},
			explains: symptoms,
		},
		missingWireguard: {
			severity: 'critical',
			text: 'Kernel {release} has no wireguard: neither loaded, built in nor on disk, but the overlay is configured for WireGuard',
			guide: {
				steps: [
					{text: 'modinfo wireguard'},
					{
						text: 'Boot a kernel of 5.6 or later, or install wireguard-dkms for this one; RKE2 knows flannel.backend: wireguard from v1.23 on',
						changes: 'node',
					},
					{
						text: 'Or go back to the default: set flannel.backend: vxlan in the HelmChartConfig rke2-canal, then kubectl -n kube-system rollout restart daemonset rke2-canal',
						changes: 'cluster',
					},
				],
				links: ['flannel/backend-wireguard', 'rke2/canal', 'rke2/requirements-linux'],
			},
			explains: symptoms,
		},
		treeMissing: {
			severity: 'critical',
			text: 'Kernel {release} runs, but its modules are gone from disk (there are those of {releases}): {modules} cannot be loaded ({users})',
			guide: {
				steps: [
					{text: 'Drain this node and reboot it into the kernel that is installed', changes: 'cluster'},
				],
				links: ['rke2/requirements-linux'],
			},
			explains: symptoms,
		},
	},
	*run({modules, disk, links}, {finding, environment}) {
		const {loadable, releases} = disk;
		const {kernel: release} = environment.system;
		const missing = neededBy(environment).filter(
			([name]) =>
				hasModule(modules, name) === false &&
				!((name === 'vxlan' || name === 'wireguard') && links.some(({kind}) => kind === name)) &&
				loadable?.has(name) !== true,
		);
		const isTreeGone = loadable === undefined && releases.length > 0 && !releases.includes(release);
		if (missing.length === 0 || (loadable === undefined && !isTreeGone)) {
			return;
		}
		const names = missing.map(([name]) => name).join(' ');
		const data = {release, modules: names, users: inWords(missing)};
		const subject = {kind: 'KernelModule', name: names} as const;
		const affects = [thisNode(environment)];
		const notLoaded = {from: 'modules', excerpt: `no line with ${names}`, of: '/proc/modules'} as const;
		if (isTreeGone) {
			yield finding('treeMissing', {...data, releases: releases.join(', ')}, subject, {
				evidence: [notLoaded, {from: 'disk', excerpt: releases.join('\n'), of: '/lib/modules'}],
				affects,
			});
			return;
		}
		if (names === 'wireguard') {
			yield finding('missingWireguard', {release}, subject, {
				evidence: [notLoaded, {from: 'disk', excerpt: `no line with ${names}`, of: 'modules.dep'}],
				affects,
			});
			return;
		}
		yield finding(/\.el1\d/.test(release) ? 'missingOnEl10' : 'missing', data, subject, {
			evidence: [notLoaded, {from: 'disk', excerpt: `no line with ${names}`, of: 'modules.dep'}],
			affects,
		});
	},
});

const inWords = (missing: readonly (readonly [NetworkModule, string])[]): string =>
	[...new Set(missing.map(([, user]) => user))].map(user => `${user} needs it`).join(', ');
