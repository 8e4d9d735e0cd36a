// Stand-in for kube-proxy: health and metrics on loopback; its rules are written by the lab.
import {becomeProgram, reportReady, serveTexts} from './stand-in.js';

becomeProgram();
const now = () => new Date().toISOString();
const health = () => ({
	body: JSON.stringify({
		lastUpdated: now(),
		currentTime: now(),
		nodeEligible: true,
		status: {IPv4: {lastUpdated: now(), healthy: true}},
	}),
});
await serveTexts(10256, '127.0.0.1', {'/healthz': health, '/livez': health});
await serveTexts(10249, '127.0.0.1', {'/healthz': 'ok', '/proxyMode': 'iptables', '/metrics': ''});
reportReady();
