// Stand-in for Calico's CNI plugin, whose Go module is not to be had: asks the IPAM plugin as it does, makes the same links.
// What it would ask the API for, the range of the node, is in /run/lab/cni.json.
import {execFileSync, spawnSync} from 'node:child_process';
import {accessSync, constants, existsSync, readFileSync, writeFileSync} from 'node:fs';
import {caliInterfaceOf} from '../identifiers.js';

const {CNI_COMMAND: command, CNI_NETNS: namespace, CNI_IFNAME: name} = process.env;

const print = value => process.stdout.write(JSON.stringify(value));
const refuse = (msg, details = '') => {
	print({cniVersion: '0.3.1', code: 100, msg, details});
	process.exit(1);
};

if (command === 'VERSION') {
	print({cniVersion: '1.0.0', supportedVersions: ['0.1.0', '0.2.0', '0.3.0', '0.3.1', '0.4.0', '1.0.0']});
	process.exit(0);
}

const configuration = JSON.parse(readFileSync(0, 'utf8'));
const {ranges} = JSON.parse(readFileSync('/run/lab/cni.json', 'utf8'));
const {ipam} = configuration;
const ofNode = subnet => ranges[subnet] ?? subnet;

// https://github.com/containernetworking/cni/blob/main/pkg/invoke/find.go
const pluginPath = type => {
	const directories = process.env.CNI_PATH.split(':');
	const path = directories.map(directory => `${directory}/${type}`).find(existsSync);
	return path ?? refuse(`failed to find plugin "${type}" in path [${directories.join(' ')}]`);
};

const askIpam = () => {
	const path = pluginPath(ipam.type);
	const input = JSON.stringify({
		...configuration,
		ipam: {...ipam, ranges: ipam.ranges.map(sets => sets.map(({subnet}) => ({subnet: ofNode(subnet)})))},
	});
	try {
		accessSync(path, constants.X_OK);
	} catch {
		refuse(`fork/exec ${path}: permission denied`);
	}
	const {stdout, status} = spawnSync(path, {input, encoding: 'utf8'});
	if (status !== 0) {
		process.stdout.write(stdout);
		process.exit(1);
	}
	return stdout === '' ? undefined : JSON.parse(stdout);
};

const words = Object.fromEntries((process.env.CNI_ARGS ?? '').split(';').map(pair => pair.split('=')));
const hostInterface = caliInterfaceOf(words.K8S_POD_NAMESPACE, words.K8S_POD_NAME);
const ip = (...argv) => execFileSync('ip', argv, {encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe']});
const inPod = (...argv) =>
	execFileSync('nsenter', [`--net=${namespace}`, '--', 'ip', ...argv], {encoding: 'utf8'});

const sysctls = {
	rp_filter: 2,
	route_localnet: 1,
	proxy_arp: 1,
	forwarding: 1,
};

const setSysctls = () => {
	for (const [key, value] of Object.entries(sysctls)) {
		writeFileSync(`/proc/sys/net/ipv4/conf/${hostInterface}/${key}`, String(value));
	}
	writeFileSync(`/proc/sys/net/ipv4/neigh/${hostInterface}/proxy_delay`, '0');
};

const add = () => {
	if (!existsSync('/var/lib/calico/nodename')) {
		refuse(
			'stat /var/lib/calico/nodename: no such file or directory: check that the calico/node container is running and has mounted /var/lib/calico/',
		);
	}
	const result = askIpam();
	const [{address}] = result.ips;
	const plain = address.split('/')[0];
	const mtu = String(configuration.mtu);
	inPod(
		'link',
		'add',
		name,
		'mtu',
		mtu,
		'type',
		'veth',
		'peer',
		'name',
		hostInterface,
		'mtu',
		mtu,
		'netns',
		'1',
	);
	ip('link', 'set', hostInterface, 'address', 'ee:ee:ee:ee:ee:ee', 'up');
	inPod('link', 'set', name, 'up');
	inPod('address', 'add', `${plain}/32`, 'dev', name);
	inPod('route', 'add', '169.254.1.1', 'dev', name, 'scope', 'link');
	inPod('route', 'add', 'default', 'via', '169.254.1.1', 'dev', name);
	setSysctls();
	ip('route', 'replace', plain, 'dev', hostInterface, 'scope', 'link');
	const mac = /link\/ether (\S+)/.exec(inPod('-o', 'link', 'show', 'dev', name))[1];
	print({
		cniVersion: '0.3.1',
		interfaces: [{name: hostInterface}, {name, mac, sandbox: namespace}],
		ips: [{version: '4', address: `${plain}/32`}],
		dns: {},
	});
};

const remove = () => {
	askIpam();
	spawnSync('ip', ['link', 'del', hostInterface]);
};

({ADD: add, DEL: remove, CHECK: () => {}})[command]?.();
