#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "control.h"
#include "journal.h"
#include "loop.h"
#include "namespaces.h"
#include "options.h"
#include "process.h"
#include "record.h"
#include "state.h"

/**
 * Brings the engine's programs up in order, brings up again what dies, and ends them in order. All decisions
 * are made in run() and what it calls; the handlers of the loop only leave notes for it.
 */
class Supervisor {
public:
  Supervisor(Loop& loop, Options options, Record record);

  /** Returns when the engine has been stopped. */
  int run();
  /** Asks run() to stop; `seconds` is how long containers may take, 0 for the usual bound. */
  void askStop(int seconds);

private:
  /** One of the engine's programs. */
  struct Member {
    std::string name;
    std::optional<Process> process = std::nullopt;
    bool up = false;
    bool settled = false;  ///< see RecordedProcess
    std::string ground = {};  ///< the run directory that it was started in, see RecordedProcess
    Sentence blame = {};  ///< why the keeper itself has it started again
    long long since = 0;
    int restarts = 0;
    std::deque<Moment> deaths = {};  ///< of the last ten minutes
    int misses = 0;                  ///< questions in a row that it did not answer
    Moment silentSince = 0;          ///< when the first of them was asked

    bool running() const { return process && process->running(); }
    RecordedProcess recorded() const { return {name, process->identity(), since, restarts, ground, settled}; }
  };

  void command(const std::string& word, const std::string& argument);
  void adopt(const std::vector<RecordedProcess>& recorded);

  void bringUp();
  void awaitRoom(const Member& member, const std::string& directory);
  void goOn();
  void launch(Member& member);
  std::optional<Process> bornWithRootlesskit();
  Command commandOf(const Member& member) const;
  bool waitUntilUp(Member& member, Moment deadline);
  bool answers(const Member& member, Moment deadline);
  bool waitFor(const std::function<bool()>& condition, Moment deadline);

  void watch(Member& member, Process process);
  void forget(Member& member);
  bool bury();
  void restart();

  void lookAfter();
  bool keepControl();
  void standOn(const std::string& run);
  bool canStart();
  bool isGroundless(const Member& member) const;
  bool renewBereft();
  void renewSilent();
  void tellOfSilence();
  bool hears(Member& member);
  bool responds(const Member& member, Moment deadline);
  void renew(Member& member, Sentence blame, int signal);

  void stop();
  void stopContainersWithEngine();
  bool switchOffLiveRestore();
  void end(Member& member, Moment deadline);
  void leaveNamespaces();
  void leaveContainers();
  bool endStrays();
  void endLeftovers(Moment deadline);
  void endAll(const std::function<std::vector<Identity>()>& find, Moment deadline);
  std::vector<Identity> containers() const;

  Member& member(const std::string& name);
  bool allUp() const;
  bool someoneDied() const;
  bool interrupted() const { return stopAsked_ || restartAsked_ || someoneDied(); }
  void enter(Phase phase, Sentence reason = {}, std::vector<std::string> log = {});
  void fail(Sentence reason, const std::string& program, const std::string& noted);
  void publish();
  void save() const;

  Loop& loop_;
  Options options_;
  Record record_;
  Journal journal_;
  Control control_;
  State state_;
  std::vector<Member> members_;  ///< in the order in which they start
  std::optional<Namespaces> namespaces_;
  bool stopAsked_ = false;
  int stopSeconds_ = 0;
  bool restartAsked_ = false;
  Moment nextLook_ = 0;
  Fd ground_;            ///< the run directory
  std::string mark_;     ///< its mark, see RecordedProcess
  bool cutOff_ = false;  ///< the run directory was removed and cannot be made again
  bool late_ = false;    ///< failed only because it took too long: it may answer yet
  bool waitsForRoom_ = false;  ///< failed only for a full disk, whoever dies meanwhile
};
