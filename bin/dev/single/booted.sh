# Run as a unit of a booted systemd, by test.js: the package, its timer and the schedule, from installation to removal.
set -eux
dpkg -i /root/*.deb
[ "$(systemctl is-enabled rke2-netdoctor.timer || true)" = disabled ]
rke2-netdoctor schedule install --every 5
systemctl start rke2-netdoctor.service
journalctl -u rke2-netdoctor --no-pager | grep 'this is not an RKE2 node'
rke2-netdoctor schedule status | grep '(active)'
# Not to wait for five minutes.
mkdir -p /run/systemd/system/rke2-netdoctor.timer.d
printf '[Timer]\nOnCalendar=\nOnActiveSec=1\n' >/run/systemd/system/rke2-netdoctor.timer.d/soon.conf
systemctl daemon-reload
systemctl restart rke2-netdoctor.timer
sleep 15
[ "$(journalctl -u rke2-netdoctor --no-pager | grep -c 'Finished')" -ge 2 ]
rke2-netdoctor schedule remove
[ -z "$(find /etc/systemd /var/lib/rke2-netdoctor -name "rke2-netdoctor*" 2>/dev/null)" ]
dpkg --purge rke2-netdoctor
[ -z "$(find /usr /etc /var/lib/systemd /var/lib/rke2-netdoctor -name "rke2-netdoctor*" 2>/dev/null)" ]
touch /root/done
