import {test} from 'vitest';
import check from '../../../checks/host/network-manager.ts';
import {parseNetworkManagerConfig} from '../../../src/parsers/networkmanager-config.ts';
import {parseNmcliDevices} from '../../../src/parsers/nmcli-devices.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {linksOf} from '../builders.ts';
import {device, flannel, links, pod} from './evidence.ts';

const documented =
	'[keyfile]\nunmanaged-devices=interface-name:flannel*;interface-name:cali*;interface-name:tunl*;interface-name:vxlan.calico;interface-name:vxlan-v6.calico;interface-name:wireguard.cali;interface-name:wg-v6.cali\n';
const path = '/etc/NetworkManager/conf.d/rke2-canal.conf';
const config = (...files: readonly (readonly [string, string])[]) =>
	parseNetworkManagerConfig(files.map(([name, text]) => ({path: name, text})));
const told_ = config([path, documented]);
const silent = config(['/etc/NetworkManager/NetworkManager.conf', '[main]\nplugins=ifcfg-rh\n']);
const nmcli = (...lines: readonly string[]) => parseNmcliDevices(lines.join('\n'));
const healthy = nmcli(
	'eth0:connected:ethernet',
	'lo:unmanaged:loopback',
	'flannel.1:unmanaged:vxlan',
	'cali0123456789a:unmanaged:ethernet',
);
const cilium = linksOf(device('eth0', 2), device('cilium_vxlan', 5, {linkinfo: {info_kind: 'vxlan'}}));
const subject = {kind: 'Unit', name: 'NetworkManager.service'} as const;

testCheck(test, check, {
	passes: {
		'as documented': {evidence: {manager: {devices: healthy, configuration: told_}, links}},
		'no file, but it leaves them alone': {
			evidence: {manager: {devices: healthy, configuration: silent}, links},
		},
		'as documented, and nmcli could not be asked': {evidence: {manager: {configuration: told_}, links}},
		'everything but wireless devices excluded, as on Ubuntu': {
			evidence: {
				manager: {
					configuration: config([
						'/usr/lib/NetworkManager/conf.d/10-globally-managed-devices.conf',
						'[keyfile]\nunmanaged-devices=*,except:type:wifi,except:type:gsm,except:type:cdma\n',
					]),
				},
				links,
			},
		},
		'excluded by a section of devices': {
			evidence: {
				manager: {
					configuration: config([
						'/etc/NetworkManager/conf.d/k8s.conf',
						'[device-cni]\nmatch-device=interface-name:flannel*\nmanaged=0\n',
					]),
				},
				links,
			},
		},
		'a list that selects by driver, which is not known here': {
			evidence: {
				manager: {configuration: config([path, '[keyfile]\nunmanaged-devices=driver:vxlan\n'])},
				links,
			},
		},
		'it manages bridges of others': {
			evidence: {
				manager: {
					devices: nmcli('docker0:connected (externally):bridge', 'flannel.1:unmanaged:vxlan'),
					configuration: told_,
				},
				links,
			},
		},
		'Cilium, whose devices it only shows': {
			evidence: {
				manager: {devices: nmcli('cilium_vxlan:connected (externally):vxlan'), configuration: silent},
				links: cilium,
			},
			environment: {cni: told('cilium'), overlayDevice: told('cilium_vxlan')},
		},
		'no file, nothing but veth pairs, which udev excludes': {
			evidence: {manager: {configuration: silent}, links: linksOf(device('eth0', 2), pod)},
		},
	},
	fails: {
		'no file, it shows flannel.1': {
			evidence: {
				manager: {
					devices: nmcli('eth0:connected:ethernet', 'flannel.1:connected (externally):vxlan'),
					configuration: silent,
				},
				links,
			},
			findings: [{message: 'tracked', subject, text: 'flannel.1 alone (state connected (externally)'}],
		},
		'it has a connection for a pod': {
			evidence: {
				manager: {
					devices: nmcli('cali0123456789a:connecting (getting IP configuration):ethernet'),
					configuration: silent,
				},
				links,
			},
			findings: [{message: 'managed', subject, text: 'manages cali0123456789a'}],
		},
		'the file is there, but it was not read since': {
			evidence: {
				manager: {devices: nmcli('flannel.1:connected (externally):vxlan'), configuration: told_},
				links,
			},
			findings: [{message: 'notReloaded', subject, text: path}],
		},
		'a later file replaces the list, and nmcli could not be asked': {
			evidence: {
				manager: {
					configuration: config(
						[path, documented],
						[
							'/etc/NetworkManager/conf.d/zz-docker.conf',
							'[keyfile]\nunmanaged-devices=interface-name:docker0\n',
						],
					),
				},
				links: linksOf(device('eth0', 2), flannel),
			},
			findings: [
				{
					message: 'notExcluded',
					subject,
					text: 'leave flannel.1 alone: the list in /etc/NetworkManager/conf.d/zz-docker.conf does not name them',
				},
			],
		},
		'no file, and nmcli could not be asked': {
			evidence: {manager: {configuration: silent}, links},
			findings: [{message: 'notExcluded', subject}],
		},
	},
});
